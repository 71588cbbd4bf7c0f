import { IconX } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { useMe } from '../queries.ts'
import { writtenNumber } from '../records/pasted.ts'
import { useLanguage, useWords } from '../words.ts'
import { readProducts } from './productData.ts'
import css from '../clients/NewClientForm.module.css'

interface Props {
  sectionId: number | undefined
  onMade(id: number): void
  onClose(): void
}

/** A name and a price are enough for a product; the rest is written on its card. */
export function NewProductForm({ sectionId, onMade, onClose }: Props) {
  const t = useWords()
  const language = useLanguage()
  const currency = useMe()?.company.baseCurrency ?? ''
  const [name, setName] = useState('')
  const [article, setArticle] = useState('')
  const [price, setPrice] = useState('')
  const [problem, setProblem] = useState<{ text: string; field?: string | undefined } | null>(null)
  const [busy, setBusy] = useState(false)

  async function add(event: FormEvent) {
    event.preventDefault()
    const number = price.trim() === '' ? null : writtenNumber(price, language)
    if (price.trim() !== '' && number === null) return setProblem({ text: t('edit.number'), field: 'price' })
    setBusy(true)
    setProblem(null)
    try {
      const made = await call('products.create', {
        name,
        article: article.trim() || null,
        price: number,
        sectionId: sectionId ?? null,
      })
      await readProducts()
      onMade(made.id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem({ text: error.code === 'offline' ? t('error.offline') : error.message, field: error.field })
      setBusy(false)
    }
  }
  const input = (field: string, label: string, value: string, onChange: (text: string) => void, numeric = false) => (
    <label className="field">
      <span>{label}</span>
      <input
        className="input"
        name={field}
        autoComplete="off"
        autoFocus={field === 'name'}
        maxLength={255}
        {...(numeric ? { inputMode: 'decimal' } : {})}
        value={value}
        aria-invalid={problem?.field === field}
        aria-describedby={problem?.field === field ? 'new-product-problem' : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
  return (
    <form className={css.form} onSubmit={(event) => void add(event)} noValidate>
      <header className={css.head}>
        <h2>{t('catalogue.new')}</h2>
        <button type="button" className="btn icon" aria-label={t('close')} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </header>
      {input('name', t('catalogue.new.name'), name, setName)}
      <div className={css.row}>
        {input('price', `${t('catalogue.new.price')}, ${currency}`, price, setPrice, true)}
        {input('article', t('catalogue.new.article'), article, setArticle)}
      </div>
      {problem && (
        <p id="new-product-problem" className="problem" role="alert">
          {problem.text}
        </p>
      )}
      <footer className={css.foot}>
        <button type="button" className="btn" onClick={onClose}>
          {t('catalogue.new.cancel')}
        </button>
        <button type="submit" className="btn primary" disabled={busy}>
          {t('catalogue.new.add')}
        </button>
      </footer>
    </form>
  )
}
