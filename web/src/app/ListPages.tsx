// The three list pages: flights board, unreached by name, dead letters.
import { useNavigate } from "react-router";
import { DeadLetters } from "@/features/dead-letters";
import { FlightsBoard } from "@/features/flights-board";
import { PassengerDrawer } from "@/features/passenger-drawer";
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

export function DeadLettersPage() {
  return <DeadLetters />;
}
