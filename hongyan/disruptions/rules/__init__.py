"""Rights as data: versioned rule sets and small pure evaluators, one file per regime."""
