// What one can do about one unreached person, on their row.
import { App, Button, Input, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UnreachedRow } from "@/shared/api/types";
import { useAssign, useNoteTry, useTakeOver } from "@/shared/api/useUnreached";
import { useErrorText } from "@/shared/ui/States";
import { NoteTry } from "./NoteTry";

function AskText({
  label,
  button,
  onSave,
}: {
  label: string;
  button: string;
  onSave: (text: string) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const save = () => {
    if (!text.trim()) return;
    onSave(text.trim());
    setOpen(false);
    setText("");
  };
  const content = (
    <div style={{ display: "flex", gap: 8, width: 260 }}>
      <Input
        autoFocus
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onPressEnter={save}
      />
      <Button type="primary" onClick={save} disabled={!text.trim()}>
        {t("work.unreached.save")}
      </Button>
    </div>
  );
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={content}
      title={label}
      destroyOnHidden
    >
      <Button size="small" type="text">
        {button}
      </Button>
    </Popover>
  );
}

export function TaskActions({ row }: { row: UnreachedRow }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const takeOver = useTakeOver();
  const assign = useAssign();
  const tried = useNoteTry();
  const say = (text: string) => ({
    onSuccess: () => void message.success(text),
    onError: (error: unknown) => void message.error(errorText(error)),
  });
  const taskId = row.task_id;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps a click on an action from opening the row
    // biome-ignore lint/a11y/useKeyWithClickEvents: same
    <div onClick={(event) => event.stopPropagation()}>
      <Button
        size="small"
        loading={takeOver.isPending}
        onClick={() => takeOver.mutate({ taskId }, say(t("work.drawer.taken")))}
      >
        {t("work.unreached.takeOver")}
      </Button>
      <AskText
        label={t("work.unreached.assignTo")}
        button={t("work.unreached.assign")}
        onSave={(owner) =>
          assign.mutate({ taskId, owner }, say(t("work.unreached.assigned", { name: owner })))
        }
      />
      <NoteTry
        onSave={(said) =>
          tried.mutate(
            { taskId, ...said },
            say(t(said.worked ? "work.unreached.noted" : "work.unreached.notedTry")),
          )
        }
      />
    </div>
  );
}
