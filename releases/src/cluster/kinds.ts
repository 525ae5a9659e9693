// As much of the cluster's kinds as the desk reads.
import * as v from "valibot";

const number = v.optional(v.number());
export const CanarySchema = v.object({
  spec: v.object({
    analysis: v.object({
      interval: v.string(),
      metrics: v.optional(
        v.array(
          v.object({
            name: v.string(),
            thresholdRange: v.optional(v.object({ min: number, max: number }), {}),
          }),
        ),
        [],
      ),
    }),
  }),
  status: v.optional(
    v.object({
      phase: v.string(),
      canaryWeight: v.optional(v.number(), 0),
      failedChecks: v.optional(v.number(), 0),
      lastAppliedSpec: v.optional(v.string(), ""),
      lastPromotedSpec: v.optional(v.string(), ""),
      conditions: v.optional(v.array(v.object({ type: v.string(), lastTransitionTime: v.string() })), []),
    }),
  ),
});

export const DeploymentSchema = v.object({
  spec: v.object({
    template: v.object({
      spec: v.object({
        containers: v.array(
          v.object({
            image: v.string(),
            env: v.optional(v.array(v.object({ name: v.string(), value: v.optional(v.string()) })), []),
          }),
        ),
      }),
    }),
  }),
});

export const KustomizationSchema = v.object({
  status: v.optional(
    v.object({ lastAttemptedRevision: v.optional(v.string()), lastAppliedRevision: v.optional(v.string()) }),
    {},
  ),
});

export const EventsSchema = v.object({
  items: v.array(
    v.object({
      type: v.optional(v.nullable(v.string()), "Normal"),
      message: v.optional(v.string(), ""),
      lastTimestamp: v.optional(v.nullable(v.string())),
      eventTime: v.optional(v.nullable(v.string())),
    }),
  ),
});

const ended = v.object({ exitCode: v.optional(v.number(), 1), message: v.optional(v.string(), "") });
const ContainersSchema = v.optional(
  v.array(
    v.object({
      name: v.string(),
      state: v.optional(
        v.object({
          waiting: v.optional(
            v.object({ reason: v.optional(v.string(), ""), message: v.optional(v.string(), "") }),
          ),
          terminated: v.optional(ended),
        }),
        {},
      ),
      lastState: v.optional(v.object({ terminated: v.optional(ended) }), {}),
    }),
  ),
  [],
);
export const PodsSchema = v.object({
  items: v.array(
    v.object({
      metadata: v.optional(v.object({ deletionTimestamp: v.optional(v.string()) }), {}),
      status: v.optional(
        v.object({ initContainerStatuses: ContainersSchema, containerStatuses: ContainersSchema }),
        {},
      ),
    }),
  ),
});
