import { createContext, useContext, useId } from 'react';
import type { FormFailure } from '#app/values/result.ts';

export interface FormState {
  id: string;
  failure?: FormFailure;
  pending: boolean;
}

export const FormContext = createContext<FormState>({ id: '', pending: false });

/** A form of this page that had to wait for something else, to be shown as it was typed. */
export const KeptForm = createContext<FormFailure | undefined>(undefined);

/** The form around this component: whether it is being sent and how it last failed. */
export function useFormState(): FormState {
  return useContext(FormContext);
}

/** An id that may stand in a fragment and in a selector. */
export function usePlainId(): string {
  return useId().replaceAll(':', '');
}

export interface Wiring {
  id: string;
  name: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  'aria-required'?: true;
}

export interface FieldState {
  /** Attributes that tie a control to its label, help and error. */
  wiring: Wiring;
  errors: string[];
  /** What was typed before the form was refused. */
  posted: string | undefined;
  helpId: string;
  errorId: string;
}

/** The id a control gets, which the error summary links to. */
export function fieldId(formId: string, name: string): string {
  return `${formId}-${name}`;
}

/** Everything a control must know about its field in the form around it. */
export function useField(name: string, about: { id?: string; help?: unknown; required?: boolean }): FieldState {
  const form = useFormState();
  const own = usePlainId();
  const id = about.id ?? fieldId(form.id || own, name);
  const errors = form.failure?.fieldErrors[name] ?? [];
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const described = [errors.length > 0 && errorId, about.help && helpId].filter(Boolean).join(' ');
  return {
    wiring: {
      id,
      name,
      ...(described && { 'aria-describedby': described }),
      ...(errors.length > 0 && { 'aria-invalid': true }),
      ...(about.required && { 'aria-required': true }),
    },
    errors,
    posted: firstOf(form.failure?.values[name]),
    helpId,
    errorId,
  };
}

/** Whether a box of this name and value was ticked when the form was refused; undefined if it was not refused. */
export function usePostedChoice(name: string, value: string): boolean | undefined {
  const { failure } = useFormState();
  if (!failure) return undefined;
  const posted = failure.values[name];
  return Array.isArray(posted) ? posted.includes(value) : posted === value;
}

function firstOf(posted: string | string[] | undefined): string | undefined {
  return Array.isArray(posted) ? posted[0] : posted;
}
