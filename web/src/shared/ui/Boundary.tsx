// Keeps a broken part of the screen from taking the rest with it.

import i18next from "i18next";
import { Component, type ReactNode } from "react";
import { Failed } from "./States";

export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return <Failed error={i18next.t("error.screen")} retry={() => this.setState({ error: null })} />;
  }
}
