import { useState } from 'react'
import type { RecordName } from '../../model/records.ts'
import type { Change } from './change.ts'
import { FieldEditor } from './editors.tsx'
import type { AnyRow } from './rows.ts'
import css from './CellEditor.module.css'

interface Props {
  record: RecordName
  name: string
  label: string
  row: AnyRow
  end: boolean
  onSave(change: Change): void
  onClose(): void
}

/** The editor in the place of a grid's cell. It goes by the version that was there when it opened. */
export function CellEditor({ record, name, label, row, end, onSave, onClose }: Props) {
  const [{ version, value }] = useState({ version: row.version, value: row[name] })
  return (
    <div className={css.cell}>
      <FieldEditor
        record={record}
        name={name}
        label={label}
        row={row}
        value={value}
        end={end}
        onCancel={onClose}
        onSave={(next, called) => {
          onClose()
          onSave({ id: row.id, version, field: name, value: next, called })
        }}
      />
    </div>
  )
}
