"""Whatever is said in whatever order: an act that binds was read back before, and agreed to right after."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hongyan.assistant.dialogue.events import Pressed, Silence, Tapped
from tests.builders.dialogue import NOW, Player, World, trip

SAID = [
    ("改到27号", "booking.change", {"date": "2026-11-27"}),
    ("下午那班", "none", {"time": "afternoon"}),
    ("九点那班", "none", {"time": "09:00"}),
    ("确认", "dialog.yes", {}),
    ("好的", "dialog.yes", {}),
    ("不要", "dialog.no", {}),
    ("可能吧，再想想", "dialog.yes", {}),
    ("一共多少钱", "fare.rules", {}),
    ("行李能带多少", "baggage.allowance", {}),
    ("退票", "booking.refund", {}),
    ("接着办", "booking.change", {}),
    ("呃", "none", {}),
    ("可以，改28号吧", "dialog.yes", {"date": "2026-11-28"}),
    ("谢谢", "dialog.thanks", {}),
    ("再说一遍", "dialog.repeat", {}),
    ("yes", "dialog.yes", {}),
    ("他上下舷梯不行，平地能走几步", "dialog.yes", {"ssr": "WCHS"}),
    ("不可以", "dialog.yes", {}),
    ("成都那边行不行", "dialog.yes", {"destination": "CTU"}),
    ("no problem with the old one, keep it", "dialog.yes", {}),
    ("好像不太对", "dialog.yes", {}),
]
YES = {"确认", "好的", "yes"}

utterances = st.sampled_from(SAID).map(lambda s: ("say", s))
others = st.sampled_from([("key", "1"), ("key", "2"), ("tap", "yes"), ("tap", "no"), ("silence", "")])
moments = st.booleans()  # whether it came while the robot was still speaking


@settings(max_examples=120)
@given(st.lists(st.tuples(st.one_of(utterances, others), moments), min_size=1, max_size=14), st.booleans())
def test_no_act_without_its_own_read_back_heard_to_its_end_and_yes(moves: list, involuntary: bool) -> None:
    player = Player(World(trips=[trip(involuntary=involuntary)]), phone="+8613800001207")
    for (kind, what), cut_in in moves:
        pending = player.state.frame.pending if player.state.frame else None
        before = len(player.world.acts)
        match kind:
            case "say":
                text, intent, slots = what
                player.say(text, intent, sure=intent != "none", cut_in=cut_in, **slots)
                agreed = text in YES
            case "key":
                player.send(Pressed(NOW, what, cut_in=cut_in))
                agreed = what == "1"
            case "tap":
                player.send(Tapped(NOW, what, cut_in))
                agreed = what == "yes"
            case _:
                player.send(Silence(NOW))
                agreed = False
        for act in player.world.acts[before:]:
            assert agreed, "an act without a yes"
            assert not cut_in, "a yes to what was not heard to its end"
            assert pending is not None and act["consent"] == pending.consent, "not what was read back"
    consents = [a["consent"] for a in player.world.acts]
    assert len(set(consents)) == len(consents) or len(consents) <= player.state.counter
