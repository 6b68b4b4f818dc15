"""Sentences that anybody understands at once, none of them in the training files: they must be read rightly."""

from datetime import datetime, timedelta, timezone

import pytest

from hongyan.assistant.understanding import Context, Understanding
from hongyan.assistant.understanding.sentences import all_texts

NOW = Context(datetime(2026, 11, 25, 10, tzinfo=timezone(timedelta(hours=8))))
OBVIOUS = [
    ("flight.status", "请问CA1334今天会不会晚点呀", "Could you tell me whether CA1334 is running on time today?"),
    ("flight.search", "帮我看看周五杭州到成都都有哪些航班", "Which flights go from Boston to Denver on Friday?"),
    ("booking.create", "给我订一张后天去昆明的机票吧", "I would like to book a ticket to Kunming for Sunday"),
    ("booking.view", "我想查一下我自己订的那张票是几点的", "Please show me the details of my reservation"),
    ("booking.change", "我想把机票改签到下周二早上", "I'd like to change my flight to next Tuesday morning"),
    ("booking.refund", "我不去了，麻烦帮我把机票退掉", "I'm not going any more, please refund my ticket"),
    ("refund.status", "我上周退的票，退款怎么还没到账啊", "When will the refund for my ticket arrive on my card?"),
    ("fare.rules", "现在退票的话要扣多少手续费呢", "How much is the cancellation fee for this ticket?"),
    ("disruption.options", "我的航班被取消了，现在我该怎么办", "My flight has been cancelled, what are my options now?"),
    ("compensation.claim", "航班晚了六个小时，你们有什么赔偿吗", "Do I get any compensation for the six hour delay?"),
    ("certificate.request", "能帮我开一个航班延误的证明吗", "I need a written certificate that my plane to Lyon was delayed"),
    ("invoice.request", "我要报销，怎么打印电子行程单", "Can you email me an invoice for my ticket so I can expense it?"),
    ("seat.select", "能给我选一个靠窗户的座位吗", "Could I have a window seat please?"),
    ("checkin.do", "我想现在办一下网上值机", "I want to check in online now"),
    ("baggage.allowance", "经济舱可以免费托运几公斤行李啊", "How many kilos of luggage can I check for free?"),
    ("baggage.problem", "我下飞机等了半天，托运的箱子没出来", "My suitcase never came out on the belt after landing"),
    ("special.assist", "我妈妈腿不好，想申请一个轮椅", "My grandmother needs a wheelchair at the airport"),
    ("meal.request", "我想预订一份素食餐", "I'd like to order a vegetarian meal for my flight"),
    ("pet.travel", "我可以带着我家的猫一起坐飞机吗", "Can I take my little dog with me in the cabin?"),
    ("loyalty.balance", "帮我查查我账户里还剩多少里程", "How many miles do I have left in my account?"),
    ("loyalty.enrol", "怎么才能注册成为你们的会员", "How can I sign up for your frequent flyer programme?"),
    ("loyalty.redeem", "我想用里程兑换一张免费机票", "I want to redeem my miles for a free ticket"),
    ("loyalty.missing", "我上个月飞的那趟里程没有给我加上", "The miles from my flight last month were never credited"),
    ("cargo.track", "查一下我的空运单999-12345675到哪里了", "Track air waybill 999-12345675 for me please"),
    ("cargo.quote", "从广州空运五百公斤服装到米兰运费多少", "What would the air freight for 500 kilos to Milan cost?"),
    ("weather.query", "明天三亚那边的天气怎么样", "What will the weather be like in Sanya tomorrow?"),
    ("airport.info", "首都机场三号航站楼怎么坐地铁过去", "How do I get to terminal 3 by metro?"),
    ("complaint.file", "我要投诉你们值机柜台工作人员的服务态度", "I want to file a complaint about your rude check-in staff"),
    ("praise.give", "我想表扬一下昨天航班上的乘务员，服务特别好", "I'd like to praise the wonderful cabin crew on my flight"),
    ("lostfound.report", "我好像把平板电脑忘在飞机座椅口袋里了", "I left my tablet in the seat pocket on the plane"),
    ("callback.request", "你们晚点给我回个电话好吗", "Could somebody call me back later today?"),
    ("agent.human", "别让机器人跟我讲，给我接人工客服", "Let me talk to a human agent"),
    ("dialog.yes", "对的没错", "yes that's correct"),
    ("dialog.no", "不用了", "no, thank you"),
    ("dialog.repeat", "我没听清楚，麻烦再说一遍", "sorry, can you say that again?"),
    ("dialog.greet", "您好", "good morning"),
    ("dialog.bye", "没别的事了，再见", "okay, goodbye"),
    ("dialog.thanks", "非常感谢您", "thank you very much"),
    ("none", "给我讲个好笑的笑话吧", "Can you tell me a funny joke?"),
    ("none", "今天上证指数涨了多少", "What is the best recipe for apple pie?"),
]  # fmt: skip


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding()


@pytest.mark.parametrize(
    ("intent", "text"),
    [(intent, text) for intent, chinese, english in OBVIOUS for text in (chinese, english)],
)
def test_obvious_sentence(understanding: Understanding, intent: str, text: str) -> None:
    reading = understanding.read(text, NOW)
    assert reading.intent == intent, reading.alternatives


def test_no_obvious_sentence_was_trained_on() -> None:
    trained = {text.lower() for text in all_texts()}
    model_only = [pair for pair in OBVIOUS if not pair[0].startswith("dialog.")]
    assert not [text for _, *texts in model_only for text in texts if text.lower() in trained]
