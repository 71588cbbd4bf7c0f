import { tried } from '../asking.ts'
import { fieldOf } from '../records/rows.ts'
import { usePicking } from '../records/options.tsx'
import { PickOne, type Option } from '../ui/Pick.tsx'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'

interface Props {
  record: ClientRecord
  label: string
  /** those that are not offered */
  without?: readonly number[]
  onPick(option: Option): void
  onCancel(): void
}

/** A contact or company found by name, phone or email; or made with what is typed. */
export function PickClient({ record, label, without = [], onPick, onCancel }: Props) {
  const t = useWords()
  const field = record === 'contacts' ? fieldOf('deals', 'contactIds') : fieldOf('deals', 'companyId')
  const { create, options, ...picking } = usePicking(field)
  const make = async (text: string) => {
    if (!(await tried(async () => onPick(await create!(text))))) onCancel()
  }
  return (
    <PickOne
      label={label}
      placeholder={t(record === 'contacts' ? 'clients.search' : 'clients.search.companies')}
      value={null}
      {...picking}
      options={options.filter(({ id }) => !without.includes(Number(id)))}
      onPick={(option) => option && onPick(option)}
      onCancel={onCancel}
      onCreate={create && ((text) => void make(text))}
    />
  )
}
