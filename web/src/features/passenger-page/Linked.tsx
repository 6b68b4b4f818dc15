/** @jsxImportSource preact */
// Hotel and car of the same trip, in one question: keep, move with the flight, or cancel.
import { useState } from "preact/hooks";
import type { LinkedProduct, LinkedWish, PassengerPageParty } from "@/shared/api/passengerTypes";
import { sendLinked } from "./api";
import { usePageContext } from "./context";
import { changeWord } from "./situation";

/** What can be asked for: with the money back there is no flight to move along with. */
export function wishesFor(party: PassengerPageParty): LinkedWish[] {
  return changeWord(party) === "Refund" ? ["keep", "cancel"] : ["keep", "move", "cancel"];
}

export function Linked({ party, reload }: { party: PassengerPageParty; reload: () => Promise<void> }) {
  const { say, token } = usePageContext();
  const [chosen, setChosen] = useState<Record<string, LinkedWish>>({});
  const [working, setWorking] = useState(false);
  const [failed, setFailed] = useState(false);
  const products = party.linked ?? [];
  if (products.length === 0) return null;
  if (products.every((product) => product.answer)) return <Answered products={products} />;
  const complete = products.every((product) => chosen[product.reference]);
  const send = async () => {
    setWorking(true);
    setFailed(false);
    try {
      await sendLinked(token, party.party_id, chosen);
    } catch {
      setFailed(true);
    }
    await reload();
    setWorking(false);
  };
  return (
    <section class="card">
      <h2>{say("linked.title")}</h2>
      <p>{say("linked.help")}</p>
      {products.map((product) => (
        <fieldset class="linked" key={product.reference}>
          <legend>{say(`linked.kind.${product.kind}`, { number: product.number })}</legend>
          {wishesFor(party).map((wish) => (
            <label key={wish}>
              <input
                type="radio"
                name={product.reference}
                value={wish}
                checked={chosen[product.reference] === wish}
                onChange={() => setChosen({ ...chosen, [product.reference]: wish })}
              />
              {say(`linked.wish.${wish}`)}
            </label>
          ))}
        </fieldset>
      ))}
      {failed ? (
        <p class="notice" role="alert">
          {say("linked.failed")}
        </p>
      ) : null}
      <button type="button" class="primary" disabled={!complete || working} onClick={send}>
        {working ? say("working") : say("linked.send")}
      </button>
    </section>
  );
}

function Answered({ products }: { products: LinkedProduct[] }) {
  const { say } = usePageContext();
  return (
    <section class="card" aria-live="polite">
      <h2>{say("linked.title")}</h2>
      <ul class="plain">
        {products.map((product) => (
          <li key={product.reference}>
            {say(`linked.kind.${product.kind}`, { number: product.number })}:{" "}
            <b>{say(`linked.asked.${product.answer}`)}</b>
          </li>
        ))}
      </ul>
      <p class="soft">{say("linked.next")}</p>
    </section>
  );
}
