"""``python -m hongyan``."""

from hongyan.entrypoints.cli import main

main()
