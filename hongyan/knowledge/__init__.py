"""Articles with versions, search that forgives, answers that cite, and a work list of what nobody could answer."""

from hongyan.knowledge.evaluate_search import Report, evaluate, read_questions
from hongyan.knowledge.import_documents import Given, Importer
from hongyan.knowledge.model import Answer, Article, Audience, Content, Hit, Imported, State, Version
from hongyan.knowledge.service import Knowledge
from hongyan.knowledge.settings import KnowledgeSettings

__all__ = [
    "Answer",
    "Article",
    "Audience",
    "Content",
    "Given",
    "Hit",
    "Imported",
    "Importer",
    "Knowledge",
    "KnowledgeSettings",
    "Report",
    "State",
    "Version",
    "evaluate",
    "read_questions",
]
