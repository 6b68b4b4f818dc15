// Signed out: sign-in. Signed in: clock, live stream, frame and pages.
import { useEffect } from "react";
import { Navigate, Route, Routes } from "react-router";
import { SignIn } from "@/features/sign-in";
import { onSignedOut } from "@/shared/api/http";
import { useOverview } from "@/shared/api/useOverview";
import { useForgetSession, useSession, useSignInByCode } from "@/shared/api/useSession";
import { ClockProvider } from "@/shared/clock/ClockProvider";
import { LiveProvider } from "@/shared/live/LiveProvider";
import { Failed, Loading } from "@/shared/ui/States";
import { ControlRoomPage } from "./ControlRoomPage";
import { Frame } from "./Frame";
import {
  ConversationsPage,
  DeadLettersPage,
  FlightsPage,
  KnowledgePage,
  PromisesPage,
  UnreachedPage,
} from "./ListPages";
import { LanguageSwitch } from "./Settings";

export function App() {
  const session = useSession();
  const forget = useForgetSession();
  useEffect(() => onSignedOut(forget), [forget]);
  if (session.isPending) return <Loading rows={6} />;
  if (session.isError) return <Failed error={session.error} retry={() => void session.refetch()} />;
  return session.data ? <SignedIn /> : <SignInPage />;
}

function SignInPage() {
  const code = useSignInLink();
  return (
    <>
      <div className="corner">
        <LanguageSwitch />
      </div>
      {code.isPending ? <Loading rows={6} /> : <SignIn linkFailed={code.isError} />}
    </>
  );
}

/** A sign-in link carries a one-time code behind the hash, where no server log sees it; it is dropped once read. */
function useSignInLink() {
  const { mutate, ...state } = useSignInByCode();
  useEffect(() => {
    const code = new URLSearchParams(window.location.hash.slice(1)).get("code");
    if (!code) return;
    window.history.replaceState(null, "", "/");
    mutate(code);
  }, [mutate]);
  return state;
}

function SignedIn() {
  return (
    <ClockProvider>
      <Live>
        <Frame>
          <Routes>
            <Route path="/" element={<ControlRoomPage />} />
            <Route path="/disruptions/:disruptionId/:tab?" element={<ControlRoomPage />} />
            <Route path="/flights" element={<FlightsPage />} />
            <Route path="/unreached" element={<UnreachedPage />} />
            <Route path="/conversations" element={<ConversationsPage />} />
            <Route path="/promises" element={<PromisesPage />} />
            <Route path="/dead-letters" element={<DeadLettersPage />} />
            <Route path="/knowledge/:articleId?" element={<KnowledgePage />} />
            <Route path="*" element={<Navigate to="/" replace />} />
          </Routes>
        </Frame>
      </Live>
    </ClockProvider>
  );
}

/** The stream starts after the last event the first snapshot contains. */
function Live({ children }: { children: React.ReactNode }) {
  const overview = useOverview();
  if (overview.isPending) return <Loading rows={6} />;
  return <LiveProvider from={overview.data?.last_event_id ?? 0}>{children}</LiveProvider>;
}
