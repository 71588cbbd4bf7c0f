import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useLanguage, useWords } from '../words.ts'
import css from './FirstImport.module.css'

const command = 'npm run -s cli -- import deals.csv --map map.json'

/** How a file is brought in: the command, and what says which column is what. */
export function FirstImport() {
  const t = useWords()
  const language = useLanguage()
  const mapping = mappingOf([
    { column: t('deals.title'), field: 'title' },
    { column: t('deals.amount'), field: 'amount', ...(language === 'ru' ? { as: { decimal: ',' } } : {}) },
    { column: t('deals.companyId'), field: 'companyId', missing: 'create' },
  ])
  return (
    <>
      <h2>{t('start.import')}</h2>
      <p>{t('start.import.text')}</p>
      <ol className={css.steps}>
        <li>
          <span>{t('start.import.map')}</span>
          <Code text={mapping} copy={t('start.import.copy.map')} />
        </li>
        <li>
          <span>{t('start.import.run')}</span>
          <Code text={command} copy={t('start.import.copy.command')} />
        </li>
      </ol>
      <p className={css.more}>{t('start.import.more')}</p>
    </>
  )
}

/** A mapping with a line for each column. */
const mappingOf = (columns: readonly object[]) =>
  `{ "record": "deals",\n  "columns": [\n${columns.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ],\n  "key": ["title"] }`

/** Something to be pasted elsewhere. */
function Code({ text, copy }: { text: string; copy: string }) {
  const t = useWords()
  const [copied, setCopied] = useState(false)
  const put = async () => {
    // Without https a browser has no clipboard; the text can be selected as well.
    await navigator.clipboard?.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <div className={css.code}>
      <pre tabIndex={0}>{text}</pre>
      {'clipboard' in navigator && (
        <button type="button" className="btn line" aria-label={copy} onClick={() => void put()}>
          {copied ? (
            <IconCheck size={16} stroke={1.75} aria-hidden />
          ) : (
            <IconCopy size={16} stroke={1.75} aria-hidden />
          )}
          <span role="status">{t(copied ? 'start.copied' : 'start.copy')}</span>
        </button>
      )}
    </div>
  )
}
