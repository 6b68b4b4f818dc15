// The calls of the passenger's page. The link's token is the only key.
import { http } from "@/shared/api/http";
import type { Choice, LinkedWish, PassengerPageData, ReadBack } from "@/shared/api/passengerTypes";
import type { Language } from "@/shared/api/types";

const path = (token: string, rest = "") => `/api/p/${encodeURIComponent(token)}${rest}`;

export const fetchPage = (token: string) => http.get<PassengerPageData>(path(token));

export const fetchReadBack = (token: string, partyId: string, choice: Choice, language: Language) =>
  http.post<ReadBack>(path(token, "/read-back"), { party_id: partyId, choice, language });

export const sendConfirm = (token: string, readBackToken: string) =>
  http.post<{ change_id: string | null; state: string }>(path(token, "/confirm"), {
    read_back_token: readBackToken,
  });

export const sendLinked = (token: string, partyId: string, answers: Record<string, LinkedWish>) =>
  http.post<{ party_id: string }>(path(token, "/linked"), { party_id: partyId, answers });

export const askForCall = (token: string, phone: string, note: string) =>
  http.post<{ owner?: string | null }>(path(token, "/talk"), { phone: phone || null, note: note || null });

/** The token of an address such as /p/AbC123. */
export function tokenOf(pathname: string): string {
  return decodeURIComponent(pathname.replace(/^\/p\//, "").split("/")[0] ?? "");
}
