/** About how many units of a currency a thousand roubles are: demo amounts are to look usual, not to be exact. */
const perThousand: Record<string, number> = {
  RUB: 1000,
  USD: 12,
  EUR: 10.5,
  GBP: 9,
  CHF: 10,
  CAD: 16,
  AUD: 18,
  CNY: 85,
  TRY: 480,
  KZT: 6000,
  BYN: 38,
  UZS: 145_000,
  AMD: 4600,
  GEL: 32,
  AZN: 20,
  KGS: 1050,
  UAH: 500,
  PLN: 45,
  CZK: 260,
  AED: 44,
  INR: 1000,
  JPY: 1800,
}

/** So many roubles in a currency, as a round amount with the decimals that it has. */
export function worthIn({ currency, decimals }: { currency: string; decimals: number }, roubles: number): string {
  return rounded((roubles / 1000) * (perThousand[currency] ?? perThousand['USD']!), decimals)
}

/** An amount of which three figures are told and the rest are noughts. */
export function rounded(amount: number, decimals: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 2)
  return (Math.round(amount / step) * step).toFixed(decimals)
}
