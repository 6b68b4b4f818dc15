// <script src="https://…/embed.js" data-language="zh-CN" async></script>: a button that opens the chat in a frame.
// Optional: data-assertion (signed by your site), data-flight-no, data-date, data-topic, data-locator, data-page.
// Later: window.hongyanChat.open(), .close(), .identify(assertion).
(() => {
  const script = document.currentScript;
  if (!script || window.hongyanChat) return;
  const home = new URL(script.src).origin;
  const data = script.dataset;
  const english = !(data.language || document.documentElement.lang || navigator.language || "")
    .toLowerCase()
    .startsWith("zh");
  const words = english
    ? { open: "Talk to us", frame: "Chat with the airline" }
    : { open: "联系我们", frame: "与航空公司对话" };
  let assertion = data.assertion;
  let frame = null;
  let seen = 0;
  let told = 0;

  const style = (element, rules) => Object.assign(element.style, rules);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.open;
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  style(button, {
    position: "fixed",
    right: "max(20px, env(safe-area-inset-right))",
    bottom: "max(20px, env(safe-area-inset-bottom))",
    zIndex: "2147483000",
    minHeight: "52px",
    padding: "0 22px",
    border: "0",
    borderRadius: "26px",
    background: "#1c2b3d",
    color: "#fff",
    font: "600 16px/1 system-ui, sans-serif",
    cursor: "pointer",
    boxShadow: "0 6px 24px rgba(0, 0, 0, .25)",
  });

  const small = window.matchMedia("(max-width: 699px)");
  const place = () => {
    if (!frame) return;
    style(
      frame,
      small.matches
        ? { inset: "0", width: "100%", height: "100%", borderRadius: "0" }
        : {
            inset: "auto 20px 20px auto",
            width: "400px",
            height: "min(640px, calc(100% - 40px))",
            borderRadius: "16px",
          },
    );
  };
  small.addEventListener("change", place);

  const open = () => {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = words.frame;
      frame.src = `${home}/chat?lang=${english ? "en" : "zh-CN"}`;
      frame.referrerPolicy = "no-referrer";
      style(frame, {
        position: "fixed",
        zIndex: "2147483001",
        border: "0",
        background: "#f3f5f7",
        boxShadow: "0 12px 48px rgba(0, 0, 0, .3)",
        colorScheme: "normal",
      });
      place();
      document.body.append(frame);
    }
    frame.hidden = false;
    frame.style.display = "block";
    button.style.display = "none";
    button.setAttribute("aria-expanded", "true");
    seen = told;
    frame.focus();
  };
  const close = () => {
    if (!frame) return;
    frame.style.display = "none";
    button.style.display = "";
    button.textContent = words.open;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };

  window.addEventListener("message", (event) => {
    if (!frame || event.origin !== home || event.source !== frame.contentWindow) return;
    if (event.data?.type === "hongyan.ready") {
      const context = {
        page: data.page,
        flight_no: data.flightNo,
        date: data.date,
        topic: data.topic,
        locator: data.locator,
      };
      frame.contentWindow.postMessage({ type: "hongyan.identity", assertion, context }, home);
    } else if (event.data?.type === "hongyan.close") close();
    else if (event.data?.type === "hongyan.unread") {
      told = Number(event.data.count) || 0;
      if (frame.style.display === "none" && told > seen) button.textContent = `${words.open} (${told - seen})`;
      else seen = told;
    }
  });
  button.addEventListener("click", open);
  const show = () => document.body.append(button);
  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show);
  window.hongyanChat = {
    open,
    close,
    /** Somebody has signed in; takes effect when the chat is opened next. */
    identify(signed) {
      assertion = signed;
      if (frame) {
        frame.remove();
        frame = null;
      }
    },
  };
})();
