/** @jsxImportSource preact */
// Rights, one line each; a tap shows the clause. A missing fact reads "we do not know yet", never "no".
import type { Entitlement } from "@/shared/api/passengerTypes";
import { money } from "@/shared/format/number";
import { calendarDay } from "@/shared/format/time";
import { usePageContext } from "./context";

export function Rights({ rights }: { rights: Entitlement[] }) {
  const { say } = usePageContext();
  if (rights.length === 0) return null;
  const order = (right: Entitlement) => (right.granted ? 0 : right.granted === null ? 1 : 2);
  const sorted = [...rights].sort((a, b) => order(a) - order(b));
  return (
    <section aria-label={say("rights")}>
      <h2>{say("rights")}</h2>
      {sorted.map((right) => (
        <Line key={right.regime + right.kind + right.legal_basis} right={right} />
      ))}
    </section>
  );
}

function Line({ right }: { right: Entitlement }) {
  const { say, language } = usePageContext();
  const verdict = right.granted === null ? "rightUnknown" : right.granted ? "rightYes" : "rightNo";
  const mark = right.granted === null ? "?" : right.granted ? "✓" : "–";
  const needs = right.needs
    .map((need) => say(`facts.needs.${need}`, {}, need.replaceAll("_", " ")))
    .join(", ");
  return (
    <details class="right">
      <summary>
        <span class={`mark ${verdict}`} aria-hidden="true">
          {mark}
        </span>
        <span>
          {say(`facts.entitlement.${right.kind}`, {}, right.kind)}
          {right.amount ? <b> {money(right.amount, language)}</b> : null}
          <span class="sr-only">. {say(verdict)}</span>
        </span>
      </summary>
      <p>
        {say(verdict)}
        {right.due ? `, ${say("rightBy", { day: calendarDay(right.due.slice(0, 10), language) })}` : ""}.{" "}
        {right.granted === null && needs ? say("rightNeeds", { needs }) : ""}
      </p>
      <p class="soft small">
        {say("rule", { basis: right.cited?.[language] ?? right.legal_basis })} (
        {say(`facts.regime.${right.regime}`, {}, right.regime)})
      </p>
    </details>
  );
}
