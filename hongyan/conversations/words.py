"""What the conversation itself says, in both languages: who has joined, what happens next, why a file is refused."""

from hongyan.conversations.model import Conversation

_WORDS: dict[str, tuple[str, str]] = {
    "people-only": (
        "您好，我是鸿雁。这里由同事人工回复：请写下您的问题，我会马上转给同事。",
        "Hello, this is Hongyan. Colleagues answer here in person: write your question and I will pass it on at once.",
    ),
    "waiting": (
        "已转给同事。有人接手时您会在这里看到，您写的内容都会保留，可以随时关闭页面再回来。",
        "I have passed this to a colleague. You will see it here when somebody takes over. Everything you write is kept; "
        "you can close this page and come back.",
    ),
    "still-waiting": (
        "收到，已一并转给同事。同事接手后会马上回复您，请稍候。",
        "Received, and passed on to the colleague, who will answer as soon as they take over. Please stay with us.",
    ),
    "robot-failed": (
        "抱歉，我这边出了问题，没能处理您的话。已转给同事，请稍候，您不需要重复一遍。",
        "Sorry, something went wrong on my side. I have passed this to a colleague; you need not say it again.",
    ),
    "joined": ("{name} 已加入对话。", "{name} has joined the conversation."),
    "returned": (
        "{name} 已离开，我继续为您服务。有什么需要请直接说。",
        "{name} has left; I am back. Just tell me what you need.",
    ),
    "closed-customer": ("您已结束对话。谢谢您。", "You have ended the conversation. Thank you."),
    "closed-agent": ("{name} 已结束对话。谢谢您。", "{name} has ended the conversation. Thank you."),
    "closed-silence": (
        "对话因长时间没有消息已结束。需要时请随时再来。",
        "This conversation has ended because it was silent for a while. Come back whenever you need us.",
    ),
    "file-received": ("已收到文件：{file}", "File received: {file}"),
    "file-refused": ("文件未收下：{file}。{why}", "The file was not taken: {file}. {why}"),
    "transcript-asked": (
        "对话记录将发送到 {to}。",
        "The transcript will be sent to {to}.",
    ),
    "transcript-sent": ("对话记录已发送到 {to}。", "The transcript has been sent to {to}."),
    "transcript-failed": (
        "对话记录没能发送到 {to}，请检查邮箱地址后再试。",
        "The transcript could not be sent to {to}. Check the address and try again.",
    ),
    "type": (
        "只能收 PDF、JPEG、PNG 或 HEIC 文件，请换一种格式再发。",
        "Only PDF, JPEG, PNG and HEIC files can be taken. Send it in one of these.",
    ),
    "size": ("文件超过 {limit} MB，请压缩后再发。", "The file is larger than {limit} MB. Send a smaller one."),
    "empty": ("文件是空的，请重新选择。", "The file is empty. Choose it again."),
    "not-what-it-says": (
        "文件内容和格式对不上，请另存为 PDF 或图片后再发。",
        "What is in the file does not match its type. Save it as a PDF or a picture and send it again.",
    ),
    "damaged": ("文件打不开，可能已损坏，请重新导出后再发。", "The file cannot be opened; it may be damaged. Export it again."),
    "too-many-pixels": (
        "图片尺寸过大，请用较低的分辨率再发。",
        "The picture is too large. Send it in a lower resolution.",
    ),
    "active-content": (
        "PDF 里有脚本或嵌入文件，为安全起见不能收。请打印成普通 PDF 或截图再发。",
        "The PDF holds scripts or embedded files, which we do not take for safety. Print it to a plain PDF or send a picture.",
    ),
    "locked": (
        "PDF 有密码保护，我们打不开。请去掉密码后再发。",
        "The PDF is protected by a password, so we cannot open it. Send it without.",
    ),
    "too-many-files": (
        "这次对话的文件已经够多了，请把其余的交给同事处理。",
        "This conversation holds as many files as it can; a colleague will help with the rest.",
    ),
}  # fmt: skip


def say(slug: str, language: str, **values: object) -> str:
    """Return a sentence. Raises KeyError for a slug that has none."""
    chinese, english = _WORDS[slug]
    return (chinese if language == "zh-CN" else english).format(**values)


def say_in(conversation: Conversation, slug: str, **values: object) -> str:
    """Return a sentence in the conversation's language."""
    return say(slug, conversation.language, **values)
