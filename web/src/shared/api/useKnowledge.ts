// Knowledge: search, articles and their versions, imports, the work list.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Hit = Schemas["HitRead"];
export type ArticleRow = Schemas["ArticleRow"];
export type Article = Schemas["ArticleRead"];
export type Version = Schemas["VersionRead"];
export type Content = Schemas["ContentSent"];
export type Work = Schemas["WorkRead"];
export type ImportRow = Schemas["ImportRead"];
export type ImportDone = Schemas["ImportDone"];

const BASE = "/api/knowledge";

export const useKnowledgeSearch = (q: string) =>
  useQuery({
    queryKey: ["knowledge", "search", q],
    queryFn: ({ signal }) => http.get<Schemas["FoundRead"]>(withParams(`${BASE}/search`, { q }), signal),
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
    // What was approved a moment ago is found as soon as the index has it.
    refetchInterval: (query) => (query.state.data?.items.length === 0 ? 2_000 : false),
  });

export const useSuggestions = (q: string) =>
  useQuery({
    queryKey: ["knowledge", "suggest", q],
    queryFn: ({ signal }) => http.get<string[]>(withParams(`${BASE}/suggest`, { q }), signal),
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
  });

export const useArticles = (filter: string) =>
  useQuery({
    queryKey: ["knowledge", "articles", filter],
    queryFn: ({ signal }) => {
      const warning = filter === "warning";
      const state = warning || filter === "all" ? null : filter;
      const path = withParams(`${BASE}/articles`, { state, warning, limit: 300 });
      return http.get<Schemas["ArticleList"]>(path, signal);
    },
    placeholderData: keepPreviousData,
  });

export const useArticle = (id: string | null) =>
  useQuery({
    queryKey: ["knowledge", "article", id],
    queryFn: ({ signal }) => http.get<Article>(`${BASE}/articles/${id}`, signal),
    enabled: id !== null,
  });

export const useWork = () =>
  useQuery({
    queryKey: ["knowledge", "work"],
    queryFn: ({ signal }) => http.get<Schemas["WorkListRead"]>(`${BASE}/work`, signal),
  });

export const useImports = () =>
  useQuery({
    queryKey: ["knowledge", "imports"],
    queryFn: ({ signal }) => http.get<ImportRow[]>(`${BASE}/imports`, signal),
  });

export const useSynonyms = () =>
  useQuery({
    queryKey: ["knowledge", "synonyms"],
    queryFn: ({ signal }) => http.get<Schemas["SynonymsRead"]>(`${BASE}/synonyms`, signal),
  });

function useAct<V, R>(send: (variables: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: ["knowledge"] }),
  });
}

export const useSaveArticle = () =>
  useAct((v: { id: string | null; content: Content }) =>
    v.id
      ? http.put<Version>(`${BASE}/articles/${v.id}/draft`, v.content)
      : http.post<Version>(`${BASE}/articles`, v.content),
  );

export type Step = "submit" | "approve" | "send-back" | "withdraw";
export const useStep = () =>
  useAct((v: { id: string; number: number; step: Step; note?: string }) =>
    http.post<Version>(`${BASE}/articles/${v.id}/versions/${v.number}/${v.step}`, { note: v.note ?? "" }),
  );

export const useUpload = () =>
  useAct((file: File) => {
    const form = new FormData();
    form.append("file", file);
    return http.post<ImportDone>(`${BASE}/imports`, form);
  });

export const useFetchPage = () =>
  useAct((url: string) => http.post<ImportDone>(`${BASE}/imports/page`, { url }));

export const useImportAct = () =>
  useAct((v: { id: string; act: "retry" | "dismiss" }) =>
    http.post<unknown>(`${BASE}/imports/${v.id}/${v.act}`),
  );

export const useGather = () => useAct(() => http.post<Schemas["Gathered"]>(`${BASE}/work/gather`));
export const useDraftWork = () => useAct((id: string) => http.post<Version>(`${BASE}/work/${id}/draft`));
export const useDismissWork = () => useAct((id: string) => http.post<unknown>(`${BASE}/work/${id}/dismiss`));
export const useSaveSynonyms = () =>
  useAct((text: string) => http.put<unknown>(`${BASE}/synonyms`, { text }));
