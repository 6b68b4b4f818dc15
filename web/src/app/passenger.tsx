/** @jsxImportSource preact */
// Entry of the passenger's page. Preact, not React: the whole page has to arrive over a slow line.
import { render } from "preact";
import { PassengerApp, tokenOf } from "@/features/passenger-page";
import "@/features/passenger-page/page.css";
import { paint } from "@/shared/theme/theme";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => paint(dark.matches ? "dark" : "light");
follow();
dark.addEventListener("change", follow);

const root = document.getElementById("root");
if (!root) throw new Error("no #root in the page");
root.textContent = "";
render(<PassengerApp token={tokenOf(window.location.pathname)} />, root);
