/** Folders of pictures, with the depth maps that lie beside them. */
@NullMarked
package dev.rollstream.pretext.folder;

import org.jspecify.annotations.NullMarked;
