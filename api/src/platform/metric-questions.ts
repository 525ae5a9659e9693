// What each of the service's metrics answers, for docs/metrics.md.

export const METRIC_QUESTIONS: Readonly<Record<string, string>> = {
  aisle_catalogue_coverage_ratio: "Do lists show the whole catalogue, or a few products again and again?",
  aisle_catalogue_items: "Did the catalogue shrink?",
  aisle_clicks_total: "Which placement and model do customers click on, as a share of the impressions?",
  aisle_conversions_total: "Which placement and model do customers buy from?",
  aisle_events_recorded_total: "Do events arrive, and of all types?",
  aisle_events_rejected_total: "Does the shop send events that cannot be used?",
  aisle_feedback_ignored_total: "Are clicks lost because their lists are too old or not this service's?",
  aisle_http_request_duration_seconds: "How long do callers wait, and at which route?",
  aisle_http_requests_in_flight: "Does work pile up?",
  aisle_http_requests_shed_total: "Is there more load than this process can answer in time?",
  aisle_http_requests_total: "How much is asked, and how much of it fails?",
  aisle_imported_items_total: "What became of the last import of products?",
  aisle_impressions_total: "How many lists are shown, where, and by which model?",
  aisle_kept_answers: "How many lists need not be made again?",
  aisle_kept_answers_bytes: "How much memory do kept lists take?",
  aisle_kept_answers_sent_total: "Which share of the lists is answered without being made?",
  aisle_model_age_seconds: "Is the model that serves older than it should be?",
  aisle_model_info: "Which version serves, and since when?",
  aisle_model_load_failed: "Does an older model serve because a newer one cannot be loaded?",
  aisle_model_load_failures_total: "How often did a model fail to load?",
  aisle_recommendations_total:
    "Which strategies make the lists of a placement: do strangers get what is popular?",
  aisle_recommendations_without_history_total:
    "Are customers answered like strangers because the store is gone?",
  aisle_revenue_total: "What do the lists of a placement and model bring?",
  aisle_ruled_lists_total: "Are the shop's standing rules in force?",
  aisle_rules_version: "Do all processes apply the newest rules?",
  aisle_store_up: "Can the store be used?",
  bun_info: "Which runtime is it?",
};

/** Of what one process that answers with several tells beside those. */
export const SUPERVISOR_QUESTIONS: Readonly<Record<string, string>> = {
  aisle_process_connections: "Is load spread evenly over the processes?",
  aisle_process_requests_total: "Does each process answer its share?",
  aisle_process_restarts_total: "Does a process crash?",
  aisle_process_up: "Do all processes answer?",
};
