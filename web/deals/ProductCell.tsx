import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import type { RowOf } from '../../model/records.ts'
import { call } from '../api.ts'
import { useReferences } from '../records/references.tsx'
import { Floating } from '../ui/Floating.tsx'
import { Key } from '../ui/Key.tsx'
import { useWords } from '../words.ts'
import type { LineRow } from './lineRows.ts'
import menu from './ProductCell.module.css'
import css from './sheet.module.css'

export type CatalogueProduct = Pick<
  RowOf<'products'>,
  'id' | 'name' | 'article' | 'price' | 'currency' | 'unitId' | 'taxRate' | 'taxIncluded'
>

interface Props {
  row: LineRow
  label: string
  placeholder: string
  currency: string
  editable: boolean
  onPick(product: CatalogueProduct): void
  onType(text: string): boolean
  onKeys(event: KeyboardEvent): void
  onPaste(event: ClipboardEvent): void
}

/** What is sold: found in the catalogue by typing, or written freely. */
export function ProductCell({ row, label, placeholder, editable, onPick, onType, onKeys, onPaste }: Props) {
  const t = useWords()
  const { format } = useReferences()
  const list = useId()
  const wrap = useRef<HTMLDivElement>(null)
  const [text, setText] = useState<string | null>(null)
  const [active, setActive] = useState(0)
  const typed = text?.trim() ?? ''
  const open = text !== null && typed !== '' && typed !== row.name
  const { data: found = [] } = useProducts(typed, open)
  const free = row.productId === null && row.name !== ''
  if (!editable)
    return (
      <span className={css.still}>
        <span className={css.name}>{row.name}</span>
        {free && <small>{t('lines.notFromCatalogue')}</small>}
      </span>
    )

  const at = Math.min(active, found.length)
  const pick = (product: CatalogueProduct) => {
    setText(null)
    onPick(product)
  }
  const leave = () => {
    if (text === null) return
    setText(null)
    if (typed === row.name) return
    const same = found.find(({ name }) => name.toLowerCase() === typed.toLowerCase())
    if (same) onPick(same)
    else onType(typed)
  }
  const keys = (event: KeyboardEvent) => {
    if (!open) {
      onKeys(event)
      return
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      setActive((at + (event.key === 'ArrowDown' ? 1 : found.length)) % (found.length + 1))
    else if (event.key === 'Enter') {
      const product = event.ctrlKey || event.metaKey ? undefined : found[at]
      if (product) pick(product)
      else {
        leave()
        onKeys(event)
        return
      }
    } else if (event.key === 'Escape') setText(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div ref={wrap} className={menu.wrap}>
      <input
        data-into="name"
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={placeholder}
        aria-activedescendant={open ? `${list}-${String(at)}` : undefined}
        className={`${css.cell} ${css.name}`}
        value={text ?? row.name}
        onFocus={() => setText(row.name)}
        onChange={(event) => {
          setText(event.target.value)
          setActive(0)
        }}
        onBlur={leave}
        onKeyDown={keys}
        onPaste={onPaste}
      />
      {free && text === null && <small>{t('lines.notFromCatalogue')}</small>}
      {open && (
        <Floating anchor={wrap} onClose={(reason) => (reason === 'escape' ? setText(null) : leave())}>
          <ul
            id={list}
            role="listbox"
            aria-label={label}
            className={menu.list}
            onMouseDown={(event) => event.preventDefault()}
          >
            {found.map((product, i) => (
              <li
                key={product.id}
                id={`${list}-${String(i)}`}
                role="option"
                aria-selected={i === at}
                className={i === at ? menu.on : ''}
                onMouseMove={() => setActive(i)}
                onClick={() => pick(product)}
              >
                <span className={menu.grow}>
                  <Marked name={product.name} text={typed} />
                </span>
                {product.article !== null && <span className={menu.note}>{product.article}</span>}
                {product.price !== null && (
                  <span className={menu.price}>{format.money(product.price, product.currency)}</span>
                )}
              </li>
            ))}
            <li
              id={`${list}-${String(found.length)}`}
              role="option"
              aria-selected={at === found.length}
              className={`${menu.free} ${at === found.length ? menu.on : ''}`}
              onMouseMove={() => setActive(found.length)}
              onClick={() => {
                setText(null)
                onType(typed)
              }}
            >
              <IconPlus size={16} stroke={1.75} aria-hidden />
              <span className={menu.grow}>{t('lines.free', { name: typed })}</span>
              <Key name="Ctrl Enter" />
            </li>
          </ul>
        </Floating>
      )}
    </div>
  )
}

function Marked({ name, text }: { name: string; text: string }) {
  const at = name.toLowerCase().indexOf(text.toLowerCase())
  return at < 0 ? (
    name
  ) : (
    <>
      {name.slice(0, at)}
      <mark>{name.slice(at, at + text.length)}</mark>
      {name.slice(at + text.length)}
    </>
  )
}

/** Products whose name or article has the typed words in it, with what a line takes over from them. */
function useProducts(text: string, enabled: boolean) {
  return useQuery({
    queryKey: ['products', 'find', text],
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<CatalogueProduct[]> => {
      const found = await call('search.find', { text, record: 'products', limit: 8 }, signal)
      if (!found.length) return []
      const { items } = await call(
        'products.list',
        {
          filter: {
            and: [
              { field: 'id', op: 'in', value: found.map(({ id }) => id) },
              { field: 'active', op: 'eq', value: true },
            ],
          },
          fields: ['name', 'article', 'price', 'currency', 'unitId', 'taxRate', 'taxIncluded'],
          limit: 8,
        },
        signal,
      )
      return found.flatMap(({ id }) => items.find((item) => item.id === id) ?? [])
    },
  })
}
