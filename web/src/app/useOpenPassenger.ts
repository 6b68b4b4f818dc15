// Which passenger is open, kept in the address so that "back" closes the drawer and a colleague can be sent the link.
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { PassengerRef } from "@/shared/api/usePassenger";

export function useOpenPassenger(): {
  ref: PassengerRef | null;
  open: (row: { passenger_id: string; disruption_id: string }) => void;
  close: () => void;
} {
  const [search, setSearch] = useSearchParams();
  const passengerId = search.get("passenger");
  const disruptionId = search.get("of");
  const ref = useMemo(
    () => (passengerId && disruptionId ? { passengerId, disruptionId } : null),
    [passengerId, disruptionId],
  );
  return {
    ref,
    open: (row) => setSearch({ passenger: row.passenger_id, of: row.disruption_id }),
    close: () => setSearch({}),
  };
}
