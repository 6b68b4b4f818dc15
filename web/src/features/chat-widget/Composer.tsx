/** @jsxImportSource preact */
// Where the customer writes; Enter sends, Shift+Enter breaks the line, and a file shows how far it is.
import { useRef, useState } from "preact/hooks";
import { ChatError, sendFile } from "./api";
import { useChatContext } from "./context";
import { newId } from "./session";

const ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic";

interface Upload {
  name: string;
  share: number;
  trouble: "uploadFailed" | "uploadTooLarge" | null;
}

export function Composer({ token, onSay }: { token: string | null; onSay: (text: string) => void }) {
  const { say } = useChatContext();
  const [text, setText] = useState("");
  const [upload, setUpload] = useState<Upload | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    if (!text.trim()) return;
    onSay(text.trim());
    setText("");
    field.current?.focus();
  };
  const attach = (file: File | undefined) => {
    if (!file || !token) return;
    setUpload({ name: file.name, share: 0, trouble: null });
    sendFile(token, newId(), file, (share) => setUpload({ name: file.name, share, trouble: null })).then(
      () => setUpload(null),
      (error: unknown) => {
        const large = error instanceof ChatError && error.status === 413;
        setUpload({ name: file.name, share: 0, trouble: large ? "uploadTooLarge" : "uploadFailed" });
      },
    );
  };
  return (
    <form
      class="chat-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {upload ? (
        <p class="chat-upload" role={upload.trouble ? "alert" : "status"}>
          {upload.trouble
            ? say(upload.trouble, { name: upload.name })
            : say("uploading", { name: upload.name, percent: Math.round(upload.share * 100) })}
          {upload.trouble ? null : <progress value={upload.share} max={1} aria-label={upload.name} />}
        </p>
      ) : null}
      <div class="chat-row">
        <input
          ref={picker}
          type="file"
          class="chat-hidden"
          tabIndex={-1}
          aria-hidden="true"
          accept={ACCEPTED}
          onChange={(event) => {
            attach(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
        <button
          type="button"
          class="chat-icon"
          aria-label={say("attach")}
          title={say("attach")}
          disabled={!token}
          onClick={() => picker.current?.click()}
        >
          <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
            <path
              d="M16 6v10a4 4 0 0 1-8 0V5.5a2.5 2.5 0 0 1 5 0V15a1 1 0 0 1-2 0V7"
              fill="none"
              stroke="currentColor"
              stroke-width="1.8"
              stroke-linecap="round"
            />
          </svg>
        </button>
        <textarea
          ref={field}
          id="chat-field"
          rows={1}
          maxLength={4000}
          value={text}
          placeholder={say("write")}
          aria-label={say("write")}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              send();
            }
          }}
        />
        <button type="submit" class="chat-send" disabled={!text.trim()}>
          {say("send")}
        </button>
      </div>
    </form>
  );
}
