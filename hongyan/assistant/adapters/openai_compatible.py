"""Any endpoint that speaks the chat-completions form of OpenAI (vLLM, Ollama, Qwen, OpenAI …), over HTTP."""

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from hongyan.assistant.ports import ModelUnavailable
from hongyan.assistant.settings import LanguageModelSettings


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Message


class _Completion(BaseModel):
    model_config = ConfigDict(extra="ignore")
    choices: list[_Choice]


class OpenAiCompatible:
    """One client, kept open. It sees masked text only: what it is given has been through ``language_model.mask``."""

    def __init__(
        self, settings: LanguageModelSettings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        headers = {"authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}
        self._http = httpx.AsyncClient(
            base_url=settings.base_url.rstrip("/"),
            headers=headers,
            timeout=settings.timeout_seconds,
            transport=transport,
            follow_redirects=False,
        )

    async def complete(self, system: str, user: str, *, as_json: bool = False) -> str:
        """Return the model's text. Raises ModelUnavailable on time-out, refusal or an answer that cannot be read."""
        body = {
            "model": self._settings.model,
            "temperature": 0,
            "max_tokens": self._settings.max_tokens,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        }
        if as_json:
            body["response_format"] = {"type": "json_object"}
        try:
            response = await self._http.post("/chat/completions", json=body)
            response.raise_for_status()
            content = _Completion.model_validate_json(response.content).choices[0].message.content
        except (httpx.HTTPError, ValidationError, IndexError) as error:
            raise ModelUnavailable from error
        if not content:
            raise ModelUnavailable
        return content

    async def close(self) -> None:
        await self._http.aclose()
