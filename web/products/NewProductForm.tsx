import { useState } from 'react'
import { ApiError, call } from '../api.ts'
import { useSending } from '../asking.ts'
import { useMe } from '../queries.ts'
import { FieldsBeside, NewRecordForm } from '../records/NewRecord.tsx'
import { writtenNumber } from '../records/pasted.ts'
import { useLanguage, useWords } from '../words.ts'
import { readProducts } from './productData.ts'

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
  const sending = useSending()

  const add = () =>
    sending.send(async () => {
      const number = price.trim() === '' ? null : writtenNumber(price, language)
      if (price.trim() !== '' && number === null) throw new ApiError('invalid', t('edit.number'), { field: 'price' })
      const made = await call('products.create', {
        name,
        article: article.trim() || null,
        price: number,
        sectionId: sectionId ?? null,
      })
      await readProducts()
      onMade(made.id)
    })
  return (
    <NewRecordForm
      title={t('catalogue.new')}
      cancel={t('catalogue.new.cancel')}
      add={t('catalogue.new.add')}
      sending={sending}
      onSubmit={() => void add()}
      onClose={onClose}
    >
      {(about) => {
        const input = (
          field: string,
          label: string,
          value: string,
          onChange: (text: string) => void,
          numeric = false,
        ) => (
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
              aria-invalid={sending.problem?.field === field}
              aria-describedby={sending.problem?.field === field ? about : undefined}
              onChange={(event) => onChange(event.target.value)}
            />
          </label>
        )
        return (
          <>
            {input('name', t('catalogue.new.name'), name, setName)}
            <FieldsBeside>
              {input('price', `${t('catalogue.new.price')}, ${currency}`, price, setPrice, true)}
              {input('article', t('catalogue.new.article'), article, setArticle)}
            </FieldsBeside>
          </>
        )
      }}
    </NewRecordForm>
  )
}
