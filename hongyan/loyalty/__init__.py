"""Members, miles and claims for miles that were not credited."""
