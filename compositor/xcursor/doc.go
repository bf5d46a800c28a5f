// Package xcursor finds pictures for the pointer: Xcursor files in the icon
// themes of the system, by the names of CSS (as cursor-shape-v1 has them) or by
// the older ones of X11, and drawings of its own where no theme is installed.
//
// Files are read through an fs.FS that is rooted at "/".
package xcursor
