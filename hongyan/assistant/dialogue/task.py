"""What the engine knows of a task beside its function."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hongyan.assistant.dialogue.view import Told, View
from hongyan.assistant.words import Words

Run = Callable[[View], Told]
Aside = Callable[[View, str], Sequence[Words] | None]


@dataclass(frozen=True, slots=True)
class Task:
    """A conversational job. ``name`` is the intent that starts it.

    ``slots`` are those an answer within the task may set. ``binding`` tasks change a booking: starting another one on the same trip is a
    change of mind, anything else is a digression to come back from. ``aside`` answers a question about what is being read
    back or chosen (its cost, its rule) without leaving it; ``after`` one asked when the task is done ("how long will that take?").
    ``personal`` tasks need a proved identity. A ``menu`` only leads to binding tasks: one that is started replaces it.
    """

    name: str
    run: Run
    slots: frozenset[str] = frozenset()
    binding: bool = False
    personal: bool = False
    menu: bool = False
    aside: Aside | None = None
    after: Aside | None = None
    near: frozenset[str] = frozenset()  # intents that, said within this task, mean this task
    after_means: str = ""  # the intent of such a question, when it is another than the task's
    steps: tuple[str, ...] = ()  # for the drawn flow in the docs
    serves: tuple[str, ...] = field(default=())  # further intents that start it


Tasks = Mapping[str, Task]
