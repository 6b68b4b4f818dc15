// A colleague notes how they tried to reach somebody, and whether it worked.
import { Button, Input, Popover, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

export const WAYS = ["own_phone", "agency_call", "emergency_contact", "gate", "person"] as const;
export type Way = (typeof WAYS)[number];

export function NoteTry({
  onSave,
}: {
  onSave: (tried: { way: Way; note: string; worked: boolean }) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [way, setWay] = useState<Way>("own_phone");
  const [note, setNote] = useState("");
  const save = (worked: boolean) => {
    onSave({ way, note: note.trim(), worked });
    setOpen(false);
    setNote("");
  };
  const content = (
    <div style={{ display: "grid", gap: 8, width: 260 }}>
      <Select
        aria-label={t("work.unreached.way")}
        value={way}
        onChange={setWay}
        options={WAYS.map((value) => ({ value, label: t(`facts.channel.${value}`) }))}
      />
      <Input
        aria-label={t("work.unreached.note")}
        placeholder={t("work.unreached.note")}
        value={note}
        onChange={(e) => setNote(e.target.value)}
      />
      <div style={{ display: "flex", gap: 8, justifyContent: "flex-end" }}>
        <Button onClick={() => save(false)}>{t("work.unreached.inVain")}</Button>
        <Button type="primary" onClick={() => save(true)}>
          {t("work.unreached.reached")}
        </Button>
      </div>
    </div>
  );
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={content}
      title={t("work.unreached.reachedNote")}
      destroyOnHidden
    >
      <Button size="small" type="text">
        {t("work.unreached.tried")}
      </Button>
    </Popover>
  );
}
