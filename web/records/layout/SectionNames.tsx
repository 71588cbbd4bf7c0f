import { useState, type FormEvent } from 'react'
import type { Section } from '../../../model/layouts.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { useLanguage, useWords } from '../../words.ts'
import css from '../CustomFieldForm.module.css'

type Names = Pick<Section, 'nameEn' | 'nameRu'>
interface Props {
  title: string
  /** what it is called now */
  names?: Names
  onNamed(names: Names): void
  onClose(): void
}

/** What a section is called: in the language of the screen, and, if it is not the same, in the other one. */
export function SectionNames({ title, names, onNamed, onClose }: Props) {
  const t = useWords()
  const [own, other] = useLanguage() === 'ru' ? (['nameRu', 'nameEn'] as const) : (['nameEn', 'nameRu'] as const)
  const [typed, setTyped] = useState({ nameEn: names?.nameEn ?? '', nameRu: names?.nameRu ?? '' })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onNamed({ nameEn: typed.nameEn.trim() || null, nameRu: typed.nameRu.trim() || null })
    onClose()
  }
  const input = (of: keyof Names, label: string) => (
    <label className="field">
      <span>{label}</span>
      <input
        className="input"
        name={of}
        maxLength={120}
        autoComplete="off"
        autoFocus={of === own}
        required={of === own && typed[other].trim() === ''}
        value={typed[of]}
        onChange={({ target }) => setTyped({ ...typed, [of]: target.value })}
      />
    </label>
  )
  return (
    <Dialog label={title} onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <h2>{title}</h2>
        {input(own, t('fields.name'))}
        {input(other, t(other === 'nameRu' ? 'customFields.nameRu' : 'customFields.nameEn'))}
        <div className={css.buttons}>
          <button type="submit" className="btn primary">
            {t('layout.name.done')}
          </button>
          <button type="button" className="btn" onClick={onClose}>
            {t('settings.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
