"""All settings: one small class a capability, nested here; environment first, then one TOML file, then defaults."""

import os
from pathlib import Path

from pydantic import Field, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from hongyan.access.settings import AccessSettings
from hongyan.assistant.settings import AssistantSettings
from hongyan.bookings.adapters.sandbox.settings import SandboxSettings
from hongyan.bookings.settings import BookingsSettings
from hongyan.cases.settings import CasesSettings
from hongyan.conversations.settings import ConversationsSettings
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.flights.settings import FlightsSettings
from hongyan.knowledge.settings import KnowledgeSettings
from hongyan.messaging.settings import MessagingSettings
from hongyan.outreach.settings import OutreachSettings
from hongyan.protection.settings import ProtectionSettings
from hongyan.quality.settings import QualitySettings
from hongyan.runtime.web_settings import WebSettings
from hongyan.servicing.settings import ServicingSettings
from hongyan.telephony.settings import TelephonySettings


def default_home() -> Path:
    """Return HONGYAN_HOME, else ``.hongyan`` beside the program's working folder."""
    return Path(os.environ.get("HONGYAN_HOME", ".hongyan"))


class Settings(BaseSettings):
    """Everything that can be set. ``HONGYAN_OUTREACH__MAX_CALLS=3`` or, in the TOML file, ``[outreach] max_calls = 3``."""

    model_config = SettingsConfigDict(
        env_prefix="HONGYAN_",
        env_nested_delimiter="__",
        extra="ignore",
        nested_model_default_partial_update=True,
    )

    home: Path = Field(
        default_factory=default_home,
        description="folder of the embedded database, the secret and hongyan.toml",
    )
    dsn: str | None = Field(
        None, description="postgresql://… of your own server; without it, an embedded one is run"
    )
    airline: str = Field("sandbox", description="airline system adapter")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_json: bool = Field(False, description="logs as one JSON object a line")
    worker_concurrency: int = Field(4, ge=1, description="jobs one worker runs at a time")

    web: WebSettings = WebSettings()
    access: AccessSettings = AccessSettings()
    flights: FlightsSettings = FlightsSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    bookings: BookingsSettings = BookingsSettings()
    sandbox: SandboxSettings = SandboxSettings()
    telephony: TelephonySettings = TelephonySettings()
    messaging: MessagingSettings = MessagingSettings()
    conversations: ConversationsSettings = ConversationsSettings()
    cases: CasesSettings = CasesSettings()
    quality: QualitySettings = QualitySettings()
    disruptions: DisruptionsSettings = DisruptionsSettings()
    protection: ProtectionSettings = ProtectionSettings()
    outreach: OutreachSettings = OutreachSettings()
    servicing: ServicingSettings = ServicingSettings()
    assistant: AssistantSettings = AssistantSettings()

    @model_validator(mode="after")
    def _links_lead_here(self) -> "Settings":
        """Links in messages lead to where the pages are served, unless somebody says where the world reaches them."""
        if "public_url" not in self.outreach.model_fields_set:
            self.outreach.public_url = f"http://{self.web.host}:{self.web.port}"
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence: arguments, environment, ``hongyan.toml`` in the home folder."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=default_home() / "hongyan.toml")
        return init_settings, env_settings, toml
