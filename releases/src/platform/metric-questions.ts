// What each of the desk's metrics answers, for docs/metrics.md.

export const METRIC_QUESTIONS: Readonly<Record<string, string>> = {
  aisle_release_desk_troubles: "Can the desk do its work: Git, MLflow, Prometheus?",
  aisle_release_running: "Is a release under way?",
  aisle_release_tasks_pending: "Does something wait to be done about a release?",
  aisle_release_webhooks_refused_total: "Do Flagger and Alertmanager send what the desk cannot read?",
  aisle_releases: "How many releases were promoted, and how many rolled back?",
};
