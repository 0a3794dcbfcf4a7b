/**
 * Admission control: background work asks for slices of the node's time, and gets fewer of them
 * while clients wait (Dynamo, DeCandia et al. 2007, section 6.5).
 *
 * <p>Main types: {@link io.gramme.admission.Admission} is asked, {@link
 * io.gramme.admission.SlicePlan} decides how many slices there are. The rule it keeps: background
 * work may be slowed as far as its floor, but never stopped, since replicas have to converge.
 */
package io.gramme.admission;
