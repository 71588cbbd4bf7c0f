import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Arrangeable } from '../../../model/asked.ts'
import {
  builtInLayout,
  completed,
  keysOf,
  placeable,
  seenOf,
  type Layout,
  type Section,
} from '../../../model/layouts.ts'
import { ApiError, call } from '../../api.ts'
import { doneWith, toldAtForm, tried } from '../../asking.ts'
import { useMe, usePipelines } from '../../queries.ts'
import { useShape } from '../../shape.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { ArrangedSection } from './ArrangedSection.tsx'
import { placed, sectionAt, spotOf, stepped, withoutField, withSection } from './arranged.ts'
import { useArrangedDrag, type Dropped } from './arrangedDrag.ts'
import { arrange, type Arranging, type Target } from './arranging.ts'
import { readLayouts, useCardNames, type OwnLayout } from './layoutData.ts'
import { LeftOut } from './LeftOut.tsx'
import { NewField } from './NewField.tsx'
import { SectionNames } from './SectionNames.tsx'
import css from './LayoutEditor.module.css'

interface Props {
  record: Arrangeable
  /** of a deal: the pipeline in which it is */
  pipelineId: number | undefined
  /** the card as it is */
  layout: OwnLayout
  arranging: Arranging
}

/** The fields of a card put in order where they stand: for oneself, and by whoever may for others. */
export function LayoutEditor({ record, pipelineId, layout, arranging }: Props) {
  const t = useWords()
  const me = useMe()
  const shape = useShape()
  const names = useCardNames(record)
  const pipelines = usePipelines()
  const editor = useRef<HTMLElement>(null)
  const head = useRef<HTMLHeadingElement>(null)
  const [saying, setSaying] = useState('')
  const [asks, setAsks] = useState<'cancel' | 'reset' | null>(null)
  const [makes, setMakes] = useState<'section' | 'field' | null>(null)
  const [problem, setProblem] = useState<{ text: string; conflict: boolean } | null>(null)
  const [busy, setBusy] = useState(false)
  const all = layout.may.arrange === 'all'
  const { data: kept } = useQuery({
    queryKey: ['layouts', 'list', record, shape.custom[record] ?? []],
    queryFn: async () => (await call('layouts.list', { record })).items,
  })
  const { data: roles } = useQuery({
    queryKey: ['roles', 'list', 'named'],
    enabled: layout.may.roles,
    queryFn: async () => (await call('roles.list', { sort: ['position', 'id'], limit: 500 })).items,
  })
  useEffect(() => head.current?.focus(), [])

  const ownHere = kept?.some(({ own, pipelineId: of }) => own && of !== null && of === pipelineId)
  const target: Target = arranging.target ?? { whose: 'own', pipelineId: ownHere ? pipelineId! : null }
  const find = (whose: Target['whose'], of: number | null) =>
    kept?.find(
      (one) =>
        one.own === (whose === 'own') &&
        one.roleId === (typeof whose === 'number' ? whose : null) &&
        one.pipelineId === of,
    )
  const exact = find(target.whose, target.pipelineId)
  const hidden = me?.hidden[record] ?? {}
  const sees = (key: string) => {
    const where = hidden[key]
    return where !== true && !(target.pipelineId !== null && where?.includes(target.pipelineId))
  }
  /** what is shared with those for whom nothing nearer is kept */
  const shared = (but: Layout | undefined) =>
    [
      find(target.whose, null),
      target.pipelineId === null ? undefined : find('all', target.pipelineId),
      find('all', null),
    ].find((one) => one && one !== but)
  const base: Layout =
    exact ?? (target.whose === 'own' ? layout : (shared(undefined) ?? seenOf(builtInLayout(shape, record), sees)))
  const there = new Set(placeable(shape, record).filter(sees))
  const { sections } = completed(shape, record, arranging.draft ?? base)
  const stands = new Set(keysOf({ sections }))
  const leftOut = [...there].filter((key) => !stands.has(key))

  const version = exact?.version ?? null
  const to = (next: Section[] | null) => {
    setProblem(null)
    if (!next) return
    const stand = new Set(keysOf({ sections: next }))
    const leftOut = [...there].filter((key) => !stand.has(key))
    const { version: begunWith } = arranging.draft ?? { version }
    arrange({ ...arranging, target, draft: { sections: next, leftOut, version: begunWith } })
  }
  const focusOn = (grip: string) =>
    requestAnimationFrame(() => editor.current?.querySelector<HTMLElement>(`[data-grip="${grip}"]`)?.focus())
  const say = (key: string, next: readonly Section[]) => {
    const spot = spotOf(next, key)
    const section = next.find(({ id }) => id === spot?.section)
    if (section)
      setSaying(
        t('layout.moved', {
          name: names.ofField(key),
          section: names.ofSection(section),
          place: spot!.at + 1,
          count: section.fields.length,
        }),
      )
  }
  const put = (key: string, next: Section[] | null) => {
    if (!next) return
    to(next)
    say(key, next)
    focusOn(key)
  }
  const putSection = (id: string, at: number) => {
    to(sectionAt(sections, id, at))
    const section = sections.find((one) => one.id === id)!
    setSaying(t('settings.sort.done', { name: names.ofSection(section), place: at + 1, count: sections.length }))
    focusOn(`section ${id}`)
  }
  useArrangedDrag(editor, ({ field, section, onField, onSection, off, below }: Dropped) => {
    if (field !== undefined) {
      if (off) return to(withoutField(sections, field))
      const rest = withoutField(sections, field)
      const over = onField === undefined ? undefined : spotOf(rest, onField)
      if (onField === field) return
      const spot = over
        ? { section: over.section, at: over.at + (below ? 1 : 0) }
        : { section: onSection!, at: rest.find(({ id }) => id === onSection)?.fields.length ?? 0 }
      put(field, placed(sections, field, spot))
    } else if (section !== undefined && onSection !== undefined && section !== onSection) {
      const rest = sections.filter(({ id }) => id !== section)
      putSection(section, rest.findIndex(({ id }) => id === onSection) + (below ? 1 : 0))
    }
  })

  const place = {
    record,
    own: target.whose === 'own',
    roleId: typeof target.whose === 'number' ? target.whose : null,
    pipelineId: target.pipelineId,
  }
  const save = async (over = false) => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      await call('layouts.save', {
        ...place,
        sections,
        ...(over ? {} : { version: arranging.draft ? arranging.draft.version : version }),
      })
      await readLayouts()
      arrange(null)
      toast(t('layout.saved'))
    } catch (error) {
      setProblem({ text: toldAtForm(error), conflict: error instanceof ApiError && error.code === 'conflict' })
    } finally {
      setBusy(false)
    }
  }
  const reset = async () => {
    const before = exact
    if (!before || !(await tried(() => call('layouts.reset', place)))) return
    await readLayouts()
    arrange(null)
    doneWith(t('layout.wasReset'), async () => {
      await call('layouts.save', { ...place, sections: before.sections, leftOut: before.leftOut })
      await readLayouts()
    })
  }
  const cancel = () => (arranging.draft ? setAsks('cancel') : arrange(null))
  const after =
    target.whose === 'own'
      ? (layout.below[0] ?? 'builtIn')
      : (() => {
          const next = shared(exact)
          return !next ? 'builtIn' : next.roleId ? 'role' : next.pipelineId ? 'pipeline' : 'common'
        })()
  const retarget = (next: Target) => {
    const { draft } = arranging
    const row = find(next.whose, next.pipelineId)
    arrange({
      ...arranging,
      target: next,
      ...(draft ? { draft: { ...draft, version: row?.version ?? null } } : {}),
    })
  }
  return (
    <section
      ref={editor}
      className={css.editor}
      aria-label={t('layout.arrange')}
      data-arranging
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || makes || asks) return
        event.preventDefault()
        cancel()
      }}
    >
      <h2 ref={head} tabIndex={-1} className={css.title}>
        {t('layout.arrange')}
      </h2>
      <div className={css.target}>
        {all ? (
          <select
            className="input"
            name="whose"
            aria-label={t('layout.whose')}
            value={String(target.whose)}
            onChange={({ target: { value } }) =>
              retarget({ ...target, whose: value === 'own' || value === 'all' ? value : Number(value) })
            }
          >
            <option value="own">{t('layout.for.own')}</option>
            <option value="all">{t('layout.for.all')}</option>
            {roles?.map(({ id, name }) => (
              <option key={id} value={id}>
                {t('layout.for.role', { name })}
              </option>
            ))}
          </select>
        ) : (
          <p>{t('layout.for.own')}</p>
        )}
        {record === 'deals' && pipelines.length > 1 && (
          <select
            className="input"
            name="pipeline"
            aria-label={t('layout.where')}
            value={target.pipelineId ?? ''}
            onChange={({ target: { value } }) =>
              retarget({ ...target, pipelineId: value === '' ? null : Number(value) })
            }
          >
            <option value="">{t('layout.in.all')}</option>
            {pipelines.map(({ id, name }) => (
              <option key={id} value={id}>
                {t('layout.in.one', { name })}
              </option>
            ))}
          </select>
        )}
      </div>
      {layout.from === 'own' && target.whose !== 'own' && <p className={css.hint}>{t('layout.youSee')}</p>}
      {exact && (
        <p className={css.hint}>
          <button
            type="button"
            className={css.reset}
            onClick={() => (arranging.draft ? setAsks('reset') : void reset())}
          >
            {t('layout.reset')}
          </button>{' '}
          {t(`layout.then.${after}`)}
        </p>
      )}
      {sections.map((section, at) => (
        <ArrangedSection
          key={section.id}
          record={record}
          pipelineId={pipelineId}
          section={section}
          at={at}
          sections={sections}
          there={there}
          requires={all}
          onChange={to}
          onStep={(key, by) => put(key, stepped(sections, key, by))}
          onPlace={(key, id) => {
            const count = sections.find((one) => one.id === id)!.fields.length
            put(key, placed(sections, key, { section: id, at: count }))
          }}
          onSection={putSection}
        />
      ))}
      <div className={css.adding}>
        <button type="button" className="btn" onClick={() => setMakes('section')}>
          <IconPlus size={16} stroke={1.75} aria-hidden />
          {t('layout.section.add')}
        </button>
        {me?.may.edit.includes('customFields') && (
          <button type="button" className="btn" onClick={() => setMakes('field')}>
            <IconPlus size={16} stroke={1.75} aria-hidden />
            {t('fields.add')}
          </button>
        )}
      </div>
      <LeftOut
        record={record}
        keys={leftOut}
        sections={sections}
        onPlace={(key, id) => {
          const count = sections.find((one) => one.id === id)!.fields.length
          put(key, placed(sections, key, { section: id, at: count }))
        }}
      />
      <span role="status" className="hidden-text">
        {saying}
      </span>
      <div className={css.foot}>
        {problem && (
          <p className="problem" role="alert">
            {problem.text}{' '}
            {problem.conflict && (
              <button type="button" className={css.reset} onClick={() => void save(true)}>
                {t('layout.mine')}
              </button>
            )}
          </p>
        )}
        <button
          type="button"
          className="btn primary"
          disabled={busy || (!arranging.draft && exact !== undefined)}
          onClick={() => void save()}
        >
          {t('settings.save')}
        </button>
        <button type="button" className="btn" onClick={cancel}>
          {t('settings.cancel')}
        </button>
      </div>
      {makes === 'section' && (
        <SectionNames
          title={t('layout.section.new')}
          onNamed={(given) => to(withSection(sections, given))}
          onClose={() => setMakes(null)}
        />
      )}
      {makes === 'field' && <NewField record={record} onClose={() => setMakes(null)} />}
      {asks && (
        <Dialog label={t('layout.unsaved')} onClose={() => setAsks(null)}>
          <div className={css.asks}>
            <h2>{t('layout.unsaved')}</h2>
            <div>
              <button
                type="button"
                className="btn primary"
                onClick={() => {
                  setAsks(null)
                  if (asks === 'reset') void reset()
                  else arrange(null)
                }}
              >
                {t('layout.discard')}
              </button>
              <button type="button" className="btn" onClick={() => setAsks(null)}>
                {t('layout.goOn')}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </section>
  )
}
