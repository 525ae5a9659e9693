// How a customer's list came about: six steps from what they did to what they are shown.
import type { Explanation } from "@aisle/client";
import { AnswerStep } from "./answer-step.tsx";
import { CandidatesStep } from "./candidates-step.tsx";
import { FeaturesStep } from "./features-step.tsx";
import { HistoryStep } from "./history-step.tsx";
import { RulesStep } from "./rules-step.tsx";
import { ScoresStep } from "./scores-step.tsx";

export function Steps({ explanation }: { explanation: Explanation }) {
  const { model } = explanation;
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">How this list comes about</h2>
      <p class="note">
        Made by model {model.version} ({model.track}) when this page was asked for, by the same code that
        answers the shop.
      </p>
      <HistoryStep {...explanation} />
      <CandidatesStep {...explanation} />
      <FeaturesStep {...explanation} />
      <ScoresStep {...explanation} />
      <RulesStep {...explanation} />
      <AnswerStep {...explanation} />
    </section>
  );
}
