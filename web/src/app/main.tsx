// Entry of the control room.
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { startI18n } from "@/shared/i18n";
import { ThemeProvider } from "@/shared/theme/ThemeProvider";
import { Boundary } from "@/shared/ui/Boundary";
import { App } from "./App";
import "./app.css";
import { makeQueryClient } from "./queryClient";

await startI18n();
const root = document.getElementById("root");
if (!root) throw new Error("no #root in the page");
createRoot(root).render(
  <QueryClientProvider client={makeQueryClient()}>
    <ThemeProvider>
      <Boundary>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </Boundary>
    </ThemeProvider>
  </QueryClientProvider>,
);
