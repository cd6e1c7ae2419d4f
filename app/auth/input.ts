import { z } from 'zod';

export const emailInput = z
  .string({ error: 'Enter an email address.' })
  .trim()
  .max(254, { error: 'This address is too long.' })
  .pipe(z.email({ error: 'Enter an email address, such as name@example.com.' }));

/** Length is what makes a password strong; no rule asks for digits or signs (NIST SP 800-63B). */
export const minPasswordLength = 10;

export const newPassword = z
  .string({ error: 'Choose a password.' })
  .min(minPasswordLength, { error: `Use at least ${minPasswordLength} characters. A few words work well.` })
  .max(200, { error: 'Use at most 200 characters.' });

export const personName = z
  .string({ error: 'Enter your name.' })
  .trim()
  .min(1, { error: 'Enter your name.' })
  .max(100, { error: 'Use at most 100 characters.' });

export const businessName = z
  .string({ error: 'Enter the name of your business.' })
  .trim()
  .min(2, { error: 'Enter the name of your business.' })
  .max(100, { error: 'Use at most 100 characters.' });

export const signInInput = z.object({
  email: emailInput,
  password: z.string({ error: 'Enter your password.' }).min(1, { error: 'Enter your password.' }).max(200),
  next: z.string().optional(),
});

export const signUpInput = z.object({
  name: personName,
  email: emailInput,
  password: newPassword,
  business: businessName,
});

/** Six digits of an authenticator app, or a recovery code. */
export const typedCode = z
  .string({ error: 'Type the code.' })
  .trim()
  .min(6, { error: 'Type the whole code.' })
  .max(40, { error: 'Type the code alone.' });

export const passkeyName = z
  .string({ error: 'Give it a name.' })
  .trim()
  .min(1, { error: 'Give it a name, such as the device it is on.' })
  .max(60, { error: 'Use at most 60 characters.' });
