import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { customDictionary, extendable, type CustomField } from '../../../model/customFields.ts'
import { nameOf } from '../../../model/shape.ts'
import { call } from '../../api.ts'
import { doneWith, told, tried } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { arrange } from '../../records/arrange.ts'
import { CustomFieldForm, refreshFields } from '../../records/CustomFieldForm.tsx'
import { Trouble } from '../../shell/states.tsx'
import { More } from '../../ui/More.tsx'
import { useLanguage, useWords } from '../../words.ts'
import { Sortable } from '../common/Sortable.tsx'
import { WordList } from '../lists/WordList.tsx'
import { Panel } from '../team/Panel.tsx'
import { useSettingsView } from '../view.ts'
import { ConvertBox } from './ConvertBox.tsx'
import part from '../common/Part.module.css'
import css from './FieldsPart.module.css'

const fieldsQuery = {
  queryKey: ['customFields', 'list', 'all'],
  queryFn: async () => (await call('customFields.list', { limit: 500, sort: ['position'] })).items,
}

/** The fields that the company has added, record by record; a chosen one is changed at the right. */
export function FieldsPart() {
  const t = useWords()
  const language = useLanguage()
  const { of = 'deals', field: chosen, set } = useSettingsView()
  const { data, error, refetch } = useQuery(fieldsQuery)
  const manages = useMe()?.may.edit.includes('customFields') === true
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  const fields = data?.filter(({ record }) => record === of)
  const opened = fields?.find(({ id }) => id === chosen)
  const close = () => set({ field: undefined })
  const remove = async (field: CustomField) => {
    if (!(await tried(() => call('customFields.remove', { id: field.id })))) return
    close()
    await refreshFields()
    doneWith(t('fields.removed', { name: nameOf(field, language) }), async () => {
      await call('customFields.restore', { id: field.id })
      await refreshFields()
    })
  }
  return (
    <div className={part.part}>
      <section className={part.main} aria-label={t('settings.fields')}>
        <div className={part.bar}>
          <div className={part.tabs} role="group" aria-label={t('customFields.record')}>
            {extendable.map((one) => (
              <button
                key={one}
                type="button"
                className="btn"
                aria-pressed={one === of}
                onClick={() => set({ of: one, field: undefined })}
              >
                {t(`fields.of.${one}`)}
                {data && <small className="num">{data.filter(({ record }) => record === one).length}</small>}
              </button>
            ))}
          </div>
          <span className={part.push} />
          {manages && (
            <button
              type="button"
              className="btn line"
              aria-expanded={chosen === 'new'}
              onClick={() => set({ field: 'new' })}
            >
              <IconPlus size={16} stroke={1.75} aria-hidden />
              {t('fields.add')}
            </button>
          )}
        </div>
        {!manages && <p className={part.note}>{t('settings.readonly')}</p>}
        {fields ? (
          <Sortable
            label={t('settings.fields')}
            className={css.list}
            items={fields.map((one) => ({ ...one, name: nameOf(one, language) }))}
            editable={manages && fields.length > 1}
            onOrder={(ids) =>
              void arrange(fieldsQuery.queryKey, ids, (order) => call('customFields.arrange', { ids: order })).then(
                refreshFields,
              )
            }
          >
            {(field, grip) => (
              <div className={css.row} aria-current={field.id === opened?.id ? 'true' : undefined}>
                {grip ?? <span className={css.still} />}
                <button
                  type="button"
                  className={css.text}
                  aria-expanded={field.id === opened?.id}
                  onClick={() => set({ field: field.id })}
                >
                  <span className={`cut ${css.name}`}>{field.name}</span>
                  <span className={`cut ${css.kind}`}>{facts(field, t)}</span>
                </button>
                {manages && (
                  <More label={t('settings.pipeline.more', { name: field.name })}>
                    {(choose) => (
                      <button type="button" role="menuitem" onClick={choose(() => remove(field))}>
                        <IconTrash size={16} stroke={1.75} aria-hidden />
                        {t('settings.delete')}
                      </button>
                    )}
                  </More>
                )}
              </div>
            )}
          </Sortable>
        ) : (
          <div aria-busy>
            {[40, 30, 45].map((width) => (
              <div key={width} className={part.waiting} style={{ width: `${String(width)}%` }} />
            ))}
          </div>
        )}
        {fields?.length === 0 && <p className={css.empty}>{t(`fields.empty.${of}`)}</p>}
      </section>
      {opened && (
        <Panel key={opened.id} title={nameOf(opened, language)} note={t(`fields.kind.${opened.kind}`)} onClose={close}>
          {manages ? (
            <CustomFieldForm record={of} field={opened} onDone={close} onClose={close} />
          ) : (
            <p>{facts(opened, t)}</p>
          )}
          {opened.kind === 'list' && (
            <section aria-label={t('fields.choices.own')} className={css.words}>
              <h3>{t('fields.choices.own')}</h3>
              <WordList dictionary={customDictionary(opened.id)} label={t('fields.choices.own')} />
            </section>
          )}
          {manages && (
            <section aria-label={t('fields.convert')} className={css.words}>
              <h3>{t('fields.convert')}</h3>
              <ConvertBox key={`${opened.kind} ${String(opened.several)}`} field={opened} />
            </section>
          )}
        </Panel>
      )}
      {chosen === 'new' && manages && (
        <Panel title={t('fields.new')} note={t(`fields.of.${of}`)} onClose={close}>
          <CustomFieldForm record={of} onDone={(id) => set({ field: id })} onClose={close} />
        </Panel>
      )}
    </div>
  )
}

/** What there is to say of a field beside its name. */
function facts(field: CustomField, t: ReturnType<typeof useWords>): string {
  return [
    t(`fields.kind.${field.kind}`),
    ...(field.kind === 'record' && field.target ? [t(`fields.of.${field.target}`)] : []),
    ...(field.several ? [t('fields.several')] : []),
    ...(field.distinct ? [t('fields.distinct')] : []),
    ...(field.becoming ? [t('fields.becoming', { kind: t(`fields.kind.${field.becoming}`) })] : []),
    ...(field.indexed === 'building' || field.indexed === 'failed' ? [t(`fields.indexed.${field.indexed}`)] : []),
  ].join(' · ')
}
