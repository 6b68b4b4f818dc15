"""Articles with versions, owners and validity; search that tolerates how people write; answers that cite."""
