// The chat's plain requests. The token travels in a header; addresses stay clean.
import type { Language } from "@/shared/api/types";
import type { ChatStanding, ChatTurn } from "./protocol";

export class ChatError extends Error {
  constructor(
    readonly status: number,
    readonly slug: string,
  ) {
    super(slug);
  }
}

export interface Proof {
  link?: string;
  assertion?: string;
  context?: Record<string, string>;
}

async function call<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(`/api/chat${path}`, {
      method,
      headers,
      credentials: "omit",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ChatError(0, "offline");
  }
  if (!response.ok) {
    const told = await response.json().catch(() => null);
    throw new ChatError(response.status, told?.error ?? `http_${response.status}`);
  }
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

export const openChat = (language: Language, proof: Proof) =>
  call<{ token: string; chat: ChatStanding }>("POST", "", null, { language, ...proof });

export const fetchTurns = (token: string, after: number, wait: number) =>
  call<{ chat: ChatStanding; turns: ChatTurn[] }>("GET", `/turns?after=${after}&wait=${wait}`, token);

export const sendMessage = (token: string, message: Record<string, unknown>) =>
  call<{ number: number }>("POST", "/messages", token, message);

export const setLanguage = (token: string, language: Language) =>
  call<ChatStanding>("POST", "/language", token, { language });

export const closeChat = (token: string) => call<ChatStanding>("POST", "/close", token);

export const askTranscript = (token: string, clientId: string, address: string, language: Language) =>
  call<{ to: string }>("POST", "/transcript", token, { client_id: clientId, address, language });

export const sendRating = (token: string, number: number, helped: boolean) =>
  call<void>("POST", "/rating", token, { number, helped });

export const sendSurvey = (
  token: string,
  answer: { csat: number | null; nps: number | null; comment: string; language: Language },
) => call<void>("POST", "/survey", token, answer);

export interface FileAnswer {
  name: string;
  taken: boolean;
  reason: string | null;
}

/** Send a file; `onProgress` hears a share between 0 and 1. */
export function sendFile(
  token: string,
  clientId: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<FileAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/chat/files");
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(new ChatError(0, "offline"));
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText) as FileAnswer);
      else
        reject(
          new ChatError(request.status, request.status === 413 ? "too-large" : `http_${request.status}`),
        );
    };
    const form = new FormData();
    form.append("client_id", clientId);
    form.append("file", file, file.name);
    request.send(form);
  });
}
