import { z } from 'zod';
import { roles } from './roles.ts';

export const roleInput = z.enum(roles, { error: 'Choose a role.' });
