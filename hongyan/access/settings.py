"""Settings of sign-in, sessions and request limits."""

from pydantic import BaseModel, Field


class AccessSettings(BaseModel):
    """How long people stay signed in and how often something may be asked."""

    session_hours: float = Field(12, gt=0, description="A session ends after this many hours, used or not.")
    idle_hours: float = Field(4, gt=0, description="A session ends after this many hours without a request.")
    rotate_minutes: float = Field(
        60, gt=0, description="The session cookie gets a new value after this time."
    )
    cookie_secure: bool | None = Field(
        None, description="Mark the cookie Secure. Empty: exactly when the request came over https."
    )
    sign_in_per_name_and_address: int = Field(
        8, gt=0, description="Failed sign-ins of one name from one address in 15 minutes."
    )
    sign_in_per_address: int = Field(40, gt=0, description="Failed sign-ins from one address in 15 minutes.")
    sign_in_per_name: int = Field(
        80, gt=0, description="Failed sign-ins of one name, anywhere, in 15 minutes."
    )
    sign_in_code_minutes: float = Field(
        1440, gt=0, description="How long a one-time sign-in link printed on the console works."
    )
    feed_requests_per_second: int = Field(2000, gt=0, description="Requests to the feed door for each token.")
    link_requests_per_minute: int = Field(120, gt=0, description="Requests to one passenger link.")
    link_requests_per_minute_per_address: int = Field(
        600, gt=0, description="Requests to passenger links from one address (a mobile network shares one)."
    )
    link_misses_per_minute_per_address: int = Field(
        30, gt=0, description="Unknown or expired passenger links tried from one address."
    )
    chat_opens_per_minute_per_address: int = Field(
        30, gt=0, description="Chats begun from one address (a mobile network shares one)."
    )
    chat_requests_per_minute_per_address: int = Field(
        1200, gt=0, description="Chat requests and messages from one address."
    )
    chat_messages_per_minute: int = Field(40, gt=0, description="Messages in one chat.")
    chat_files_per_hour: int = Field(30, gt=0, description="Files sent in one chat, refused ones included.")
    chat_transcripts_per_hour: int = Field(5, gt=0, description="Transcripts mailed of one chat.")
    sms_messages_per_minute: int = Field(20, gt=0, description="Text messages taken from one phone.")
    chat_misses_per_minute_per_address: int = Field(
        30, gt=0, description="Unknown chat tokens tried from one address."
    )
