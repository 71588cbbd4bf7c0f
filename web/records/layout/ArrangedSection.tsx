import { IconGripVertical } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState, type KeyboardEvent } from 'react'
import { isAskable, type Arrangeable } from '../../../model/asked.ts'
import type { PlacedField, Section } from '../../../model/layouts.ts'
import { call } from '../../api.ts'
import { tried } from '../../asking.ts'
import { meQuery, queries, useMe } from '../../queries.ts'
import { useShape } from '../../shape.ts'
import { More } from '../../ui/More.tsx'
import { useWords } from '../../words.ts'
import { renamed, shownAlways, stepped, withoutField, withoutSection } from './arranged.ts'
import { useCardNames } from './layoutData.ts'
import { SectionNames } from './SectionNames.tsx'
import css from './LayoutEditor.module.css'

interface Props {
  record: Arrangeable
  pipelineId: number | undefined
  section: Section
  at: number
  sections: readonly Section[]
  /** what there is and the person sees */
  there: ReadonlySet<string>
  /** may say what must be filled in */
  requires: boolean
  onChange(sections: Section[]): void
  onStep(key: string, by: -1 | 1): void
  onPlace(key: string, section: string): void
  onSection(id: string, at: number): void
}

/** A section that is being arranged: dragged, moved by arrows upon its handle, or by its menu; and so its fields. */
export function ArrangedSection(props: Props) {
  const { record, section, at, sections, there, onChange, onSection } = props
  const t = useWords()
  const names = useCardNames(record)
  const [renames, setRenames] = useState(false)
  const name = names.ofSection(section)
  const fields = section.fields.filter(({ key }) => there.has(key))
  return (
    <section className={css.section} data-arranged={section.id} aria-label={name}>
      <header className={css.row}>
        <Grip
          id={`section ${section.id}`}
          name={name}
          onStep={(by) => onSection(section.id, clamp(at + by, sections))}
        />
        <h3 className="cut">{name}</h3>
        <More label={t('layout.section.more', { name })}>
          {(choose) => (
            <>
              <Item onChoose={choose(() => setRenames(true))}>{t('layout.rename')}</Item>
              <Item disabled={at === 0} onChoose={choose(() => onSection(section.id, at - 1))}>
                {t('settings.sort.up')}
              </Item>
              <Item disabled={at === sections.length - 1} onChoose={choose(() => onSection(section.id, at + 1))}>
                {t('settings.sort.down')}
              </Item>
              <hr />
              <Item
                disabled={sections.length === 1}
                onChoose={choose(() => onChange(withoutSection(sections, section.id)))}
              >
                {t('layout.section.remove')}
              </Item>
            </>
          )}
        </More>
      </header>
      <ul>
        {fields.map((field) => (
          <Placed key={field.key} {...props} field={field} />
        ))}
      </ul>
      {fields.length === 0 && <p className={css.hint}>{t('layout.section.empty')}</p>}
      {renames && (
        <SectionNames
          title={t('layout.rename')}
          names={section}
          onNamed={(given) => onChange(renamed(sections, section.id, given))}
          onClose={() => setRenames(false)}
        />
      )}
    </section>
  )
}
const clamp = (at: number, { length }: readonly unknown[]) => Math.max(0, Math.min(length - 1, at))

function Placed({ field, ...props }: Props & { field: PlacedField }) {
  const { record, pipelineId, section, sections, requires, onChange, onStep, onPlace } = props
  const t = useWords()
  const me = useMe()
  const shape = useShape()
  const names = useCardNames(record)
  const { key, always } = field
  const name = names.ofField(key)
  const definition = shape.fields[record][key]
  const required = me?.company.required[record]?.includes(key) === true
  const require = () =>
    tried(async () => {
      await call('settings.require', { record, field: key, required: !required })
      await queries.invalidateQueries({ queryKey: meQuery.queryKey })
    })
  return (
    <li className={css.row} data-placed={key}>
      <Grip id={key} name={name} onStep={(by) => onStep(key, by)} />
      <span className="cut">{name}</span>
      {required && <small>{t('layout.required.mark')}</small>}
      {!always && <small>{t('layout.filled.mark')}</small>}
      <More label={t('layout.field.more', { name })}>
        {(choose) => (
          <>
            <Item disabled={!stepped(sections, key, -1)} onChoose={choose(() => onStep(key, -1))}>
              {t('settings.sort.up')}
            </Item>
            <Item disabled={!stepped(sections, key, 1)} onChoose={choose(() => onStep(key, 1))}>
              {t('settings.sort.down')}
            </Item>
            {sections
              .filter(({ id }) => id !== section.id)
              .map((one) => (
                <Item key={one.id} onChoose={choose(() => onPlace(key, one.id))}>
                  {t('layout.to', { section: names.ofSection(one) })}
                </Item>
              ))}
            <hr />
            <Item onChoose={choose(() => onChange(shownAlways(sections, key, !always)))}>
              {t(always ? 'layout.filled' : 'layout.always')}
            </Item>
            <Item onChoose={choose(() => onChange(withoutField(sections, key)))}>{t('layout.hide')}</Item>
            {requires && definition && isAskable(definition) && (
              <>
                <hr />
                <Item onChoose={choose(require)}>{t(required ? 'layout.required.no' : 'layout.required.always')}</Item>
                {record === 'deals' && pipelineId !== undefined && me?.may.edit.includes('pipelines') && (
                  <Link
                    to="/settings/$part"
                    params={{ part: 'pipelines' }}
                    search={{ pipeline: pipelineId }}
                    role="menuitem"
                  >
                    {t('layout.required.stage')}
                  </Link>
                )}
              </>
            )}
            {shape.facts[`${record}.${key}`] && me?.may.edit.includes('customFields') && (
              <Link
                to="/settings/$part"
                params={{ part: 'fields' }}
                search={{ of: record, field: shape.facts[`${record}.${key}`]!.id }}
                role="menuitem"
              >
                {t('layout.field.settings')}
              </Link>
            )}
          </>
        )}
      </More>
    </li>
  )
}

function Item({ disabled = false, onChoose, children }: { disabled?: boolean; onChoose(): void; children: string }) {
  return (
    <button type="button" role="menuitem" disabled={disabled} onClick={onChoose}>
      {children}
    </button>
  )
}

function Grip({ id, name, onStep }: { id: string; name: string; onStep(by: -1 | 1): void }) {
  const t = useWords()
  const keys = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null
    if (by === null) return
    event.preventDefault()
    event.stopPropagation()
    onStep(by)
  }
  return (
    <button
      type="button"
      className={css.grip}
      data-grip={id}
      aria-label={t('settings.sort', { name })}
      title={t('settings.sort.hint')}
      onKeyDown={keys}
    >
      <IconGripVertical size={16} stroke={1.75} aria-hidden />
    </button>
  )
}
