import { IconHourglassHigh } from '@tabler/icons-react'
import { useDeferredValue, useId, useState } from 'react'
import { askedAt, isAskable } from '../../../model/asked.ts'
import { useFormat } from '../../format.ts'
import { fieldWord } from '../../records/editors.tsx'
import { fieldsOf } from '../../records/rows.ts'
import { useWords } from '../../words.ts'
import { ColorPick } from '../common/ColorPick.tsx'
import { meanings, useStanding, type Stage } from './pipelinesData.ts'
import part from '../common/Part.module.css'
import css from './StageForm.module.css'

/** What is typed and not saved yet; days as they are typed. */
export interface StageDraft {
  name?: string
  color?: Stage['color']
  meaning?: Stage['meaning']
  days?: string
  asked?: readonly string[]
}

interface Props {
  stage: Stage
  stages: readonly Stage[]
  count: number
  draft: StageDraft
  problem: { field: string | undefined; text: string } | null
  onDraft(draft: StageDraft): void
}

/** The name of a stage, its colour, what it means, and after how many days a deal in it is marked. */
export function StageForm({ stage, stages, count, draft, problem, onDraft }: Props) {
  const t = useWords()
  const told = useId()
  const value = valueOf(stage, draft)
  const alone = stages.filter(({ meaning }) => meaning === stage.meaning).length === 1
  const why =
    stage.meaning === 'won'
      ? t('settings.stage.means.won')
      : count > 0
        ? t('settings.stage.means.deals')
        : alone
          ? t(`settings.stage.${stage.meaning}.last`)
          : null
  const set = (change: StageDraft) => onDraft(differing(stage, { ...draft, ...change }))
  return (
    <>
      <label className="field">
        <span>{t('stages.name')}</span>
        <input
          className="input"
          name="name"
          maxLength={120}
          autoComplete="off"
          value={value.name}
          aria-invalid={problem?.field === 'name' || value.name.trim() === ''}
          onChange={(event) => set({ name: event.target.value })}
        />
      </label>
      <div className={part.stack}>
        <span className={part.label}>{t('stages.color')}</span>
        <ColorPick value={value.color} onPick={(color) => set({ color })} />
      </div>
      <div className={part.stack}>
        <span className={part.label} id={told}>
          {t('settings.stage.means')}
        </span>
        <div className={part.segments} role="group" aria-labelledby={told}>
          {meanings.map((meaning) => (
            <button
              key={meaning}
              type="button"
              aria-pressed={meaning === value.meaning}
              // There is exactly one won stage: no other becomes it.
              disabled={why !== null || meaning === 'won'}
              title={meaning === 'won' && stage.meaning !== 'won' ? t('settings.stage.means.one') : undefined}
              onClick={() => set({ meaning })}
            >
              {t(`settings.stage.${meaning}`)}
            </button>
          ))}
        </div>
        {why && <p className={part.hint}>{why}</p>}
      </div>
      {value.meaning === 'open' && <Limit stage={stage} count={count} value={value} problem={problem} onSet={set} />}
      <Asked stage={stage} stages={stages} asked={value.asked} onAsk={(asked) => set({ asked })} />
    </>
  )
}

interface LimitProps {
  stage: Stage
  count: number
  value: ReturnType<typeof valueOf>
  problem: Props['problem']
  onSet(change: StageDraft): void
}

function Limit({ stage, count, value, problem, onSet }: LimitProps) {
  const t = useWords()
  const format = useFormat()
  const about = useId()
  const days = useDeferredValue(daysOf(value.days))
  const standing = useStanding(typeof days === 'number' && count > 0 ? [{ stageId: stage.id, days }] : [])
  const marked = standing?.all.get(stage.id) ?? 0
  const mine = standing?.mine.get(stage.id) ?? 0
  const wrong = daysOf(value.days) === undefined || problem?.field === 'rottenAfter'
  return (
    <div className={part.stack}>
      <label className="field">
        <span>{t('settings.stage.rots')}</span>
        <span className={css.days}>
          <input
            className="input num"
            name="rottenAfter"
            inputMode="numeric"
            autoComplete="off"
            maxLength={4}
            placeholder={t('settings.stage.never')}
            value={value.days}
            aria-invalid={wrong}
            aria-describedby={about}
            onChange={(event) => onSet({ days: event.target.value })}
          />
          <span aria-hidden>{t('settings.stage.here')}</span>
        </span>
      </label>
      <p id={about} className={css.marked}>
        {wrong ? (
          <span className="problem">{t('settings.stage.days.wrong')}</span>
        ) : typeof days === 'number' && standing ? (
          <>
            <IconHourglassHigh size={16} stroke={1.75} aria-hidden />
            {t(mine ? 'settings.stage.marked.mine' : 'settings.stage.marked', {
              count: marked,
              shown: format.number(String(marked)),
              total: format.number(String(count)),
              mine: format.number(String(mine)),
            })}
          </>
        ) : (
          t('settings.stage.rots.hint')
        )}
      </p>
    </div>
  )
}

interface AskedProps {
  stage: Stage
  stages: readonly Stage[]
  asked: readonly string[]
  onAsk(asked: readonly string[]): void
}

/** What a deal must have here: what stages before it ask for stays ticked. */
function Asked({ stage, stages, asked, onAsk }: AskedProps) {
  const t = useWords()
  const label = useId()
  const all = askedAt(stages, { ...stage, asked })
  // What has just been unticked stays in sight.
  const [seen] = useState(stage.asked)
  const inherited = all.filter(({ from }) => from.id !== stage.id)
  const own = [...new Set([...seen, ...asked])].filter((name) => !inherited.some((one) => one.name === name))
  const more = Object.entries(fieldsOf('deals')).filter(
    ([name, field]) => isAskable(field) && !own.includes(name) && !inherited.some((one) => one.name === name),
  )
  return (
    <div className={part.stack}>
      <span className={part.label} id={label}>
        {t('settings.stage.asked')}
      </span>
      <div className={css.asked} role="group" aria-labelledby={label}>
        {inherited.map(({ name, from }) => (
          <label key={name}>
            <input type="checkbox" checked disabled />
            {t(fieldWord('deals', name))}
            <small>{t('settings.stage.asked.from', { stage: from.name })}</small>
          </label>
        ))}
        {own.map((name) => (
          <label key={name} data-asked={name}>
            <input
              type="checkbox"
              checked={asked.includes(name)}
              onChange={({ target }) => onAsk(target.checked ? [...asked, name] : asked.filter((one) => one !== name))}
            />
            {t(fieldWord('deals', name))}
          </label>
        ))}
        <select
          className="input"
          name="asked"
          aria-label={t('settings.stage.asked.add')}
          value=""
          onChange={({ target }) => onAsk([...asked, target.value])}
        >
          <option value="" disabled>
            {t('settings.stage.asked.add')}
          </option>
          {more.map(([name]) => (
            <option key={name} value={name}>
              {t(fieldWord('deals', name))}
            </option>
          ))}
        </select>
      </div>
      <p className={part.hint}>{t('settings.stage.asked.hint')}</p>
    </div>
  )
}

export const valueOf = (stage: Stage, draft: StageDraft) => ({
  name: draft.name ?? stage.name,
  color: draft.color ?? stage.color,
  meaning: draft.meaning ?? stage.meaning,
  asked: draft.asked ?? stage.asked,
  days: draft.days ?? (stage.rottenAfter === null ? '' : String(stage.rottenAfter)),
})

/** Whole days; null for never, undefined for what is no number of days. */
export function daysOf(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const days = /^\d+$/.test(text.trim()) ? Number(text) : NaN
  return days >= 1 && days <= 3650 ? days : undefined
}

/** Of a draft only what differs from the stage. */
function differing(stage: Stage, draft: StageDraft): StageDraft {
  const [now, next] = [valueOf(stage, {}), valueOf(stage, draft)]
  return Object.fromEntries(
    (['name', 'color', 'meaning', 'days', 'asked'] as const).flatMap((key) =>
      String(now[key]) === String(next[key]) ? [] : [[key, next[key]]],
    ),
  )
}
