import { IconPackage } from '@tabler/icons-react'
import { useState } from 'react'
import type { Change, Refusal } from '../records/change.ts'
import { useWords } from '../words.ts'
import type { DealWithLines } from './useLines.ts'
import css from './AmountSwitch.module.css'

interface Props {
  deal: DealWithLines
  editable: boolean
  onChange(change: Change): Promise<Refusal | null>
}

/** Where the amount comes from, to be seen and switched. */
export function AmountSwitch({ deal, editable, onChange }: Props) {
  const t = useWords()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const set = (value: 'products' | 'hand') => {
    if (value === deal.amountFrom) return
    void onChange({ id: deal.id, version: deal.version, field: 'amountFrom', value }).then(setRefusal)
  }
  return (
    <>
      <span className={css.switch} role="radiogroup" aria-label={t('lines.amount')}>
        {(['products', 'hand'] as const).map((value) => (
          <button
            key={value}
            type="button"
            role="radio"
            aria-checked={deal.amountFrom === value}
            tabIndex={deal.amountFrom === value ? 0 : -1}
            disabled={!editable}
            onClick={() => set(value)}
            onKeyDown={(event) => {
              if (!event.key.startsWith('Arrow')) return
              event.preventDefault()
              const other = value === 'products' ? 'hand' : 'products'
              set(other)
              event.currentTarget.parentElement?.querySelector<HTMLElement>(`[data-from="${other}"]`)?.focus()
            }}
            data-from={value}
          >
            {value === 'products' && <IconPackage size={14} stroke={1.75} aria-hidden />}
            {t(`value.${value}`)}
          </button>
        ))}
      </span>
      {refusal && (
        <span className={css.refused} role="alert">
          {refusal.message}
        </span>
      )}
    </>
  )
}
