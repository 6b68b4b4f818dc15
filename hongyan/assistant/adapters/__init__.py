"""Language models behind the port ``assistant.ports.LanguageModel``."""
