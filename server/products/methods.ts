import { demandMoney } from '../currencies/money.ts'
import { baseCurrency } from '../records/rates.ts'
import { reads } from '../platform/method.ts'
import { arranges } from '../records/arranging.ts'
import type { Subject } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { demandTree } from '../records/unique.ts'
import { dealsInput, productDeals, productSales, salesInput } from './sales.ts'

export const productsSubject: Subject<'products'> = {
  name: 'products',
  async prepare(ctx, drafts) {
    const base = await baseCurrency(ctx)
    for (const { next } of drafts) {
      next.currency ??= base
      next.taxIncluded ??= false
      next.active ??= true
    }
    // A unit price may be finer than the currency: a screw costs 0.0125.
    await demandMoney(ctx, 'products', drafts, 4)
  },
}

export const productSectionsSubject: Subject<'productSections'> = {
  name: 'productSections',
  async prepare(ctx, drafts) {
    for (const { id, next } of drafts) next.position ??= id
    await demandTree(ctx, 'productSections', drafts)
  },
}

export const productMethods = {
  ...recordMethods(productsSubject),
  ...recordMethods(productSectionsSubject),
  'productSections.arrange': arranges(productSectionsSubject),
  'products.sales': reads(salesInput, productSales),
  'products.deals': reads(dealsInput, productDeals),
}
