// The list pages: each puts one feature on a page and keeps what is chosen in the address.
import { useNavigate, useParams, useSearchParams } from "react-router";
import { ConversationsView } from "@/features/conversations";
import { DeadLetters } from "@/features/dead-letters";
import { FlightsBoard } from "@/features/flights-board";
import { KnowledgeDesk } from "@/features/knowledge";
import { PassengerDrawer } from "@/features/passenger-drawer";
import { PromisesTable } from "@/features/promises";
import { UnreachedTable } from "@/features/unreached";
import { useOpenPassenger } from "./useOpenPassenger";

export function FlightsPage() {
  const navigate = useNavigate();
  return <FlightsBoard onDisruption={(id) => void navigate(`/disruptions/${id}`)} />;
}

export function UnreachedPage() {
  const passenger = useOpenPassenger();
  return (
    <>
      <UnreachedTable onOpen={passenger.open} />
      <PassengerDrawer of={passenger.ref} onClose={passenger.close} />
    </>
  );
}

export function ConversationsPage() {
  const [search, setSearch] = useSearchParams();
  return (
    <ConversationsView
      chosen={search.get("conversation")}
      onChoose={(id) => setSearch(id ? { conversation: id } : {})}
    />
  );
}

export function PromisesPage() {
  const navigate = useNavigate();
  return <PromisesTable onOpen={(id) => void navigate(`/conversations?conversation=${id}`)} />;
}

export function DeadLettersPage() {
  return <DeadLetters />;
}

export function KnowledgePage() {
  const { articleId } = useParams();
  const navigate = useNavigate();
  return (
    <KnowledgeDesk
      articleId={articleId ?? null}
      onOpen={(id) => void navigate(id ? `/knowledge/${id}` : "/knowledge")}
    />
  );
}
