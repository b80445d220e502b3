"""The trees that storms rage in: which file a page is, and where both protocols have it."""

import pathlib
import shutil

FOLDERS = ("one", "two", "two/deep", "three")
HUGO = pathlib.Path(__file__).resolve().parent.parent / "sites" / "hugo"


def ending(page):
    return ".gmi" if page % 8 == 6 else ".txt" if page % 8 == 7 else ".md"


class Plain:
    """A folder of files."""

    content = ""  # the folder of the pages' folders, with a slash
    big = "big.txt"

    def prepare(self, root):
        """What is there before the first page."""

    def home(self, page):
        return FOLDERS[page % len(FOLDERS)]

    def file(self, page, folder):
        return f"{folder}/p{page}{ending(page)}"

    def stays(self, _page):
        """It is nowhere but at home, or where its folder went."""
        return False

    def unit(self, path):
        """What is renamed when the page goes elsewhere."""
        return path

    def has_list(self, _path):
        """Without the file a list is at its address."""
        return False

    def gemini(self, path):
        return "/" + (path[:-3] + ".gmi" if path.endswith(".md") else path)

    def gopher(self, path):
        return "/" + (path.rsplit(".", 1)[0] + ".txt" if not path.endswith(".txt") else path)


class Hugo(Plain):
    """A project of Hugo's: pages in bundles and beside them, pages of sections, files that are laid over."""

    content = "content/"
    big = "static/big.txt"

    def prepare(self, root):
        shutil.copytree(HUGO, root, dirs_exist_ok=True)

    def home(self, page):
        return FOLDERS[page // 8 % len(FOLDERS)] if page % 8 == 2 else super().home(page)

    def file(self, page, folder):
        if ending(page) == ".txt":
            return f"static/files/p{page}.txt"
        if page % 8 == 2:
            return f"content/{folder}/_index.md"
        name = f"p{page}/index.md" if page % 8 in (0, 1, 3) else f"p{page}{ending(page)}"
        return f"content/{folder}/{name}"

    def stays(self, page):
        return page % 8 in (2, 7)

    def unit(self, path):
        return path.removesuffix("/index.md")

    def has_list(self, path):
        return path.endswith("/_index.md")

    def address(self, path):
        """Of a page of a folder with a slash at its end."""
        below = path.split("/", 1)[1]
        return below.removesuffix("_index.md").removesuffix("index.md")

    def gemini(self, path):
        return super().gemini(self.address(path))

    def gopher(self, path):
        address = self.address(path)
        return f"/{address}index.txt" if address.endswith("/") else super().gopher(address)
