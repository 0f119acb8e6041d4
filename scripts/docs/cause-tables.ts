import type { CauseModel, Contradiction, Explanation, Indication } from '#shared/domain/diagnosis/cause-model.ts';
import { CAUSE_MODELS } from '#shared/domain/diagnosis/causes/catalogue.ts';

/** Writes one Markdown table for each cause, in the order of precedence, from the models themselves. */
export const causeTables = (): string => CAUSE_MODELS.map(causeTable).join('\n\n');

const causeTable = (model: CauseModel): string => {
  const rows = [
    ...model.indicates.map((indication) => ['Indicated by', indicationText(indication)]),
    ...model.explains.map((explanation) => ['Explains', explanationText(explanation)]),
    ...model.contradicts.map(({ when }) => ['Contradicted when', when]),
    ['Treated by', model.treatedBy.map((treatment) => `\`${treatment}\``).join(', ')],
    ['Response', model.response],
  ];
  return [
    `### ${model.cause}`,
    '',
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, text]) => `| ${name} | ${text} |`),
  ].join('\n');
};

const indicationText = ({ when, unless = [] }: Indication): string =>
  unless.length === 0 ? when : `${when}. Not when: ${unless.map(reason).join('; ')}`;

const reason = ({ when }: Contradiction): string => when;

const explanationText = ({ symptoms, when }: Explanation): string => {
  const ids = symptoms.map((id) => `\`${id}\``).join(', ');
  return when === undefined ? ids : `${ids}, when ${when}`;
};
