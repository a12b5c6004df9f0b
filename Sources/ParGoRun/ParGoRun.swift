import COpenBLAS
import CPNG

public func blasThreads() -> Int { Int(openblas_get_num_threads()) }
public func pngVersion() -> Int { Int(png_access_version_number()) }
