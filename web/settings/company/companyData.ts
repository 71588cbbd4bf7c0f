import { call } from '../../api.ts'

export const companyQuery = { queryKey: ['settings', 'company'], queryFn: () => call('settings.get', {}) }
