// As much of the cluster's kinds as the desk reads, of each as much as it can need.
import * as v from "valibot";
import { oneLine } from "../platform/one-line.ts";

const MAX_NAME = 253;
const MAX_IMAGE = 1_024;
const MAX_MESSAGE = 4_000;
const MAX_EVENTS = 5_000;
const MAX_PODS = 1_000;
const MAX_ENTRIES = 200;
const MAX_COUNT = 1e9;

/** Kubernetes has longer ones in no field that is read here. */
const line = (max: number) =>
  v.pipe(
    v.string(),
    v.transform((text) => oneLine(text, max)),
  );
/** In as many lines as it has: the last ones say the most. */
const message = v.pipe(
  v.string(),
  v.transform((text) => text.slice(-MAX_MESSAGE)),
);
const list = <Schema extends v.GenericSchema>(schema: Schema, max: number) =>
  v.pipe(v.array(v.unknown()), v.maxLength(max), v.array(schema));
const count = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(MAX_COUNT));
const bound = v.optional(v.pipe(v.number(), v.finite()));

export const CanarySchema = v.object({
  spec: v.object({
    analysis: v.object({
      interval: line(MAX_NAME),
      metrics: v.optional(
        list(
          v.object({
            name: line(MAX_NAME),
            thresholdRange: v.optional(v.object({ min: bound, max: bound }), {}),
          }),
          MAX_ENTRIES,
        ),
        [],
      ),
    }),
  }),
  status: v.optional(
    v.object({
      phase: line(MAX_NAME),
      canaryWeight: v.optional(count, 0),
      failedChecks: v.optional(count, 0),
      lastAppliedSpec: v.optional(line(MAX_NAME), ""),
      lastPromotedSpec: v.optional(line(MAX_NAME), ""),
      conditions: v.optional(
        list(v.object({ type: line(MAX_NAME), lastTransitionTime: line(MAX_NAME) }), MAX_ENTRIES),
        [],
      ),
    }),
  ),
});

export const DeploymentSchema = v.object({
  spec: v.object({
    template: v.object({
      spec: v.object({
        containers: list(
          v.object({
            image: line(MAX_IMAGE),
            env: v.optional(
              list(v.object({ name: line(MAX_NAME), value: v.optional(line(MAX_NAME)) }), MAX_ENTRIES),
              [],
            ),
          }),
          MAX_ENTRIES,
        ),
      }),
    }),
  }),
});

const revision = v.optional(line(MAX_NAME));
export const KustomizationSchema = v.object({
  status: v.optional(v.object({ lastAttemptedRevision: revision, lastAppliedRevision: revision }), {}),
});

const time = v.optional(v.nullable(line(MAX_NAME)));
export const EventsSchema = v.object({
  items: list(
    v.object({
      type: v.optional(v.nullable(line(MAX_NAME)), "Normal"),
      message: v.optional(line(MAX_MESSAGE), ""),
      lastTimestamp: time,
      eventTime: time,
    }),
    MAX_EVENTS,
  ),
});

const ended = v.object({ exitCode: v.optional(v.number(), 1), message: v.optional(message, "") });
const ContainersSchema = v.optional(
  list(
    v.object({
      name: line(MAX_NAME),
      state: v.optional(
        v.object({
          waiting: v.optional(
            v.object({ reason: v.optional(line(MAX_NAME), ""), message: v.optional(message, "") }),
          ),
          terminated: v.optional(ended),
        }),
        {},
      ),
      lastState: v.optional(v.object({ terminated: v.optional(ended) }), {}),
    }),
    MAX_ENTRIES,
  ),
  [],
);
export const PodsSchema = v.object({
  items: list(
    v.object({
      metadata: v.optional(v.object({ deletionTimestamp: v.optional(v.string()) }), {}),
      status: v.optional(
        v.object({ initContainerStatuses: ContainersSchema, containerStatuses: ContainersSchema }),
        {},
      ),
    }),
    MAX_PODS,
  ),
});
